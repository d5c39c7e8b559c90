#include "layers/features/vector_layer.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include <nlohmann/json.hpp>

namespace layers {

namespace {

/// The type of a value by geo::encode_mvt_value(): its first byte is the number and wire type of
/// its field (vector-tile-spec 2.1, section 4.4 and its .proto).
FieldType type_of(std::string_view encoded) {
  switch (encoded.front()) {
  case 0x0A:
    return FieldType::text;
  case 0x38:
    return FieldType::boolean;
  default:
    return FieldType::number;
  }
}

std::string_view word(FieldType type) {
  switch (type) {
  case FieldType::number:
    return "Number";
  case FieldType::boolean:
    return "Boolean";
  default:
    return "String";
  }
}

} // namespace

std::vector<Field> fields_of(const FeatureSet& features) {
  const auto& table = features.tags;
  std::vector<FieldType> value_types(table.value_count());
  for (std::uint32_t value = 0; value < value_types.size(); ++value)
    value_types[value] = type_of(table.value(value));
  std::vector<Field> fields;
  std::vector<bool> is_known(table.keys.size());
  for (const auto& key : table.keys)
    fields.push_back({key});
  for (std::size_t i = 0; i < table.tags.size(); i += 2) {
    const auto key = table.tags[i];
    const auto type = value_types[table.tags[i + 1]];
    fields[key].type = !is_known[key] || fields[key].type == type ? type : FieldType::text;
    is_known[key] = true;
  }
  return fields;
}

namespace {

/// Zooms at which features are smaller than a pixel.
nlohmann::ordered_json small_by_zoom(const Layer& layer, int min_zoom, int max_zoom) {
  auto zooms = nlohmann::ordered_json::array();
  for (int z = min_zoom; z <= max_zoom; ++z)
    if (const auto& sum = layer.features->small_features.at(static_cast<std::size_t>(z));
        sum.features > 0)
      zooms.push_back(
          {{"zoom", z}, {"features", sum.features}, {"area_m2", std::round(sum.area_m2)}});
  return zooms;
}

} // namespace

nlohmann::ordered_json vector_layer(const Layer& layer, int min_zoom, int max_zoom) {
  const int first = std::clamp(layer.config.min_zoom, min_zoom, max_zoom);
  const int last = std::clamp(layer.config.max_zoom, min_zoom, max_zoom);
  nlohmann::ordered_json fields = nlohmann::ordered_json::object();
  for (const auto& field : fields_of(*layer.features))
    fields[field.name] = word(field.type);
  nlohmann::ordered_json described = {
      {"id", layer.config.id},
      {"description", text_in(layer.config.title, "en", layer.config.id)},
      {"minzoom", first},
      {"maxzoom", last},
      {"fields", fields}};
  if (!layer.features->clusters.empty())
    described["cluster_below_zoom"] = layer.config.cluster_below_zoom;
  if (auto small = small_by_zoom(layer, first, last); !small.empty()) {
    described["small_features"] = small_features_name(layer.config.small_features);
    described["smaller_than_a_pixel"] = std::move(small);
  }
  return described;
}

} // namespace layers
