#include "server/loading/looks.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "layers/config/layer_questions.hpp"
#include "layers/features/role_values.hpp"
#include "styles/style.hpp"

namespace server {

namespace {

using nlohmann::json;

int min_zoom_of(const json& look) {
  return look.value("min_zoom", 0);
}

std::string value_text(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

/// As the page draws them: what a legend says.
layers::ClassZooms class_zooms_of(const layers::Layer& layer) {
  const auto& config = layer.config;
  const auto style = styles::load_style(layers::style_name(config));
  const auto legend =
      json::parse(styles::legend_json(style, {config.id,
                                              "",
                                              {},
                                              config.fields,
                                              layers::values_by_meaning(layer, style.property),
                                              layers::constant_meaning(layer, style.property),
                                              {}}));
  std::map<std::string, int, std::less<>> zooms;
  for (const auto& look : legend["entries"])
    for (const auto& value : look["values"])
      zooms[value_text(value)] = min_zoom_of(look);
  const auto& property = legend["property"];
  return layers::class_zooms(property.is_null() ? "" : property.get<std::string>(),
                             std::move(zooms), min_zoom_of(legend["other"]));
}

} // namespace

std::shared_ptr<const layers::Layer> with_looks(std::shared_ptr<const layers::Layer> layer) {
  auto zooms = class_zooms_of(*layer);
  if (zooms == layer->drawn_from)
    return layer;
  auto dressed = std::make_shared<layers::Layer>(*layer);
  dressed->drawn_from = std::move(zooms);
  return dressed;
}

} // namespace server
