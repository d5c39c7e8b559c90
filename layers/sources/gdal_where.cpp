#include "layers/sources/gdal_where.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>
#include <ogr_feature.h>

#include "geo/error.hpp"
#include "geo/number_text.hpp"
#include "layers/gdal/gdal_dataset.hpp"

namespace layers {

namespace {

using JsonValue = nlohmann::json;

/// What the values of one attribute have in common.
struct ValueKinds {
  bool are_whole = true;       ///< JSON numbers without a fraction that 64 bits hold with a sign
  bool are_numbers = true;     ///< JSON numbers
  bool read_as_numbers = true; ///< texts count too
};

bool fits_int64(const JsonValue& value) {
  return value.is_number_integer() &&
         (!value.is_number_unsigned() ||
          value.get<std::uint64_t>() <= std::uint64_t{std::numeric_limits<std::int64_t>::max()});
}

using Attributes = std::map<std::string, ValueKinds>;

JsonValue properties_of(const SourceFeatures& features, std::size_t i) {
  return JsonValue::parse("{" + std::string(features.json_text(i)) + "}").at("properties");
}

void look_at(ValueKinds& kinds, const JsonValue& value) {
  if (value.is_null())
    return;
  kinds.are_whole = kinds.are_whole && fits_int64(value);
  kinds.are_numbers = kinds.are_numbers && value.is_number();
  const bool is_number_text =
      value.is_string() && geo::parse_number<double>(value.get_ref<const std::string&>());
  kinds.read_as_numbers = kinds.read_as_numbers && (value.is_number() || is_number_text);
}

Attributes attributes_of(const RawSource& raw) {
  Attributes attributes;
  for (const auto& name : raw.attributes)
    attributes[name];
  for (std::size_t i = 0; i < raw.features.size(); ++i) {
    const auto properties = properties_of(raw.features, i);
    for (const auto& [name, value] : properties.items())
      look_at(attributes[name], value);
  }
  return attributes;
}

OGRFieldType strict_type(const ValueKinds& kinds) {
  return kinds.are_whole ? OFTInteger64 : kinds.are_numbers ? OFTReal : OFTString;
}

OGRFieldType numeric_type(const ValueKinds& kinds) {
  return kinds.read_as_numbers ? OFTReal : OFTString;
}

OGRFieldType text_type(const ValueKinds& /*kinds*/) {
  return OFTString;
}

/// A condition on attributes of these types.
class Condition {
public:
  Condition(const Attributes& attributes, OGRFieldType (*type_of)(const ValueKinds&))
      : m_definition(new OGRFeatureDefn("layer")) {
    m_definition->Reference();
    for (const auto& [name, kinds] : attributes) {
      OGRFieldDefn field(name.c_str(), type_of(kinds));
      m_definition->AddFieldDefn(&field);
    }
  }

  bool compile(const std::string& where) {
    return m_query.Compile(m_definition.get(), where.c_str(), TRUE, nullptr) == OGRERR_NONE;
  }

  bool is_met(const JsonValue& properties, GIntBig id) {
    OGRFeature feature(m_definition.get());
    feature.SetFID(id);
    for (const auto& [name, value] : properties.items())
      set(feature, m_definition->GetFieldIndex(name.c_str()), value);
    return m_query.Evaluate(&feature) != FALSE;
  }

private:
  static void set(OGRFeature& feature, int field, const JsonValue& value) {
    if (fits_int64(value))
      feature.SetField(field, value.get<GIntBig>());
    else if (value.is_number())
      feature.SetField(field, value.get<double>());
    else if (value.is_string())
      feature.SetField(field, value.get_ref<const std::string&>().c_str());
    else if (!value.is_null())
      feature.SetField(field, value.dump().c_str());
  }

  struct Release {
    void operator()(OGRFeatureDefn* definition) const { definition->Release(); }
  };
  std::unique_ptr<OGRFeatureDefn, Release> m_definition;
  OGRFeatureQuery m_query;
};

std::unique_ptr<Condition> compiled(const Attributes& attributes, const LayerConfig& config) {
  GdalMessages messages;
  for (const auto type_of : {strict_type, numeric_type, text_type}) {
    auto condition = std::make_unique<Condition>(attributes, type_of);
    if (condition->compile(config.where))
      return condition;
  }
  geo::fail(geo::ErrorKind::invalid_input, "{}: condition \"where\" {} is wrong: {}", config.source,
            config.where, messages.reason());
}

/// The number that the id is, else the position.
GIntBig number_of_id(const SourceFeatures& features, std::size_t i) {
  return geo::parse_number<GIntBig>(features.id_text(i)).value_or(static_cast<GIntBig>(i));
}

} // namespace

void keep_where(RawSource& raw, const LayerConfig& config) {
  auto& features = raw.features;
  const bool is_emptied = features.size() == 0 && raw.attributes.empty(); // they went together
  if (config.where.empty() || is_emptied)
    return;
  const auto condition = compiled(attributes_of(raw), config);
  SourceFeatures kept;
  for (std::size_t i = 0; i < features.size(); ++i)
    if (condition->is_met(properties_of(features, i), number_of_id(features, i)))
      append_feature(kept, features, i);
  kept.report = std::move(features.report);
  kept.declared_types = std::move(features.declared_types);
  kept.report.read -= features.size() - kept.size();
  features = std::move(kept);
}

} // namespace layers
