#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <ogr_feature.h>

#include "layers/features/source_features.hpp"
#include "layers/sources/text_decoder.hpp"

namespace layers {

/// Writes features' attributes as JSON, in the order of their fields; binary ones are left out.
class AttributeWriter {
public:
  /// Names that repeat get "_2", "_3", ... and are reported.
  AttributeWriter(const OGRFeatureDefn& fields, TextDecoder decoder, LoadReport& report);

  /// Appends `{"name":"Cầu Giấy","floors":3}`. Dates and times are ISO 8601 texts, with their
  /// offset when it is known; lists are arrays; JSON is copied; null is null; what the feature does
  /// not have is left out. False:
  /// text was not UTF-8 and its encoding had to be assumed.
  bool append(std::string& json, const OGRFeature& feature) const;

  /// The names as they are served.
  std::vector<std::string> names() const;
  /// What the source says of their types, by these names.
  std::map<std::string, ValueType> declared_types() const;

private:
  struct Field {
    int index = 0;
    std::string name;
    std::string key; ///< `"name":`
    OGRFieldType type = OFTString;
    OGRFieldSubType subtype = OFSTNone;
  };

  bool append_value(std::string& json, const OGRFeature& feature, const Field& field) const;
  bool append_text(std::string& json, const OGRFeature& feature, const Field& field) const;
  static void append_numbers(std::string& json, const OGRFeature& feature, const Field& field);

  std::vector<Field> m_fields;
  TextDecoder m_decoder;
};

} // namespace layers
