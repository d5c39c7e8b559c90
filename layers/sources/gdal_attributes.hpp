#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <ogr_feature.h>

#include "layers/features/source_features.hpp"
#include "layers/sources/gdal_dbf.hpp"
#include "layers/text/text_decoder.hpp"

namespace layers {

/// What is known of a table's fields beside their definitions: their numbers.
struct FieldNotes {
  std::set<int> left_out;                    ///< coordinates, that have become the geometry
  std::set<int> binary;                      ///< bytes, whatever their definitions say
  std::set<int> number_texts;                ///< every text is a number that prints as it stands
  std::set<int> epoch_ms;                    ///< times, as milliseconds since 1970
  std::shared_ptr<const DbfWideNumbers> dbf; ///< null: the source is no shapefile
};

/// Writes features' attributes as JSON, in the order of their fields; binary ones are left out.
class AttributeWriter {
public:
  /// Names that repeat get "_2", "_3", ... and are reported, as are binary attributes.
  AttributeWriter(const OGRFeatureDefn& fields, FieldNotes notes, TextDecoder decoder,
                  LoadReport& report);

  /// Appends `{"name":"Cầu Giấy","floors":3}`. Dates and times are ISO 8601 texts, with their
  /// offset when it is known; lists are arrays; JSON is copied; null is null; what the feature does
  /// not have is left out. Reports, by the feature's `id`, text in no known encoding and numbers
  /// that are not what the source holds.
  void append(std::string& json, const OGRFeature& feature, const std::string& id,
              LoadReport& report) const;

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

  /// What could not be kept as it is.
  struct Doubts {
    bool encoding_assumed = false;
    const Field* inexact = nullptr;
  };

  void append_value(std::string& json, const OGRFeature& feature, const Field& field,
                    Doubts& doubts) const;
  void append_text(std::string& json, const OGRFeature& feature, const Field& field,
                   Doubts& doubts) const;
  void append_real(std::string& json, const OGRFeature& feature, const Field& field,
                   Doubts& doubts) const;
  bool append_by_notes(std::string& json, const OGRFeature& feature, const Field& field) const;
  static void append_numbers(std::string& json, const OGRFeature& feature, const Field& field);

  std::vector<Field> m_fields;
  FieldNotes m_notes;
  TextDecoder m_decoder;
};

} // namespace layers
