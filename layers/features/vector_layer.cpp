#include "layers/features/vector_layer.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

namespace layers {

namespace {

FieldType field_type(ValueType type) {
  switch (type) {
  case ValueType::integer:
  case ValueType::real:
    return FieldType::number;
  case ValueType::boolean:
    return FieldType::boolean;
  default:
    return FieldType::text;
  }
}

/// To one of that name that is there already: what features differ in is a text.
void add_field(std::vector<Field>& fields, Field field) {
  const auto own = std::ranges::find(fields, field.name, &Field::name);
  if (own == fields.end())
    fields.push_back(std::move(field));
  else if (own->type != field.type)
    own->type = FieldType::text;
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
  const auto& table = features.attributes;
  std::vector<Field> fields;
  for (const auto& attribute : table.attributes)
    if (attribute.type != ValueType::null)
      fields.push_back({attribute.name, field_type(attribute.type)});
  if (table.other_id_type != ValueType::null)
    add_field(fields, {"id", field_type(table.other_id_type)});
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

nlohmann::ordered_json drawn_from_json(const ClassZooms& classes) {
  nlohmann::ordered_json text = {{"zooms", nlohmann::ordered_json::object()},
                                 {"other", classes.otherwise}};
  if (!classes.attribute.empty())
    text["attribute"] = classes.attribute;
  for (const auto& [value, zoom] : classes.zooms)
    text["zooms"][value] = zoom;
  return text;
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
  if (auto sum = cluster_attribute(layer.config); !sum.empty() && !layer.features->clusters.empty())
    described["cluster_sum"] = std::move(sum);
  if (layer.drawn_from.all_from > first)
    described["drawn_from"] = drawn_from_json(layer.drawn_from);
  if (auto small = small_by_zoom(layer, first, last); !small.empty()) {
    described["small_features"] = small_features_name(layer.config.small_features);
    described["smaller_than_a_pixel"] = std::move(small);
  }
  return described;
}

} // namespace layers
