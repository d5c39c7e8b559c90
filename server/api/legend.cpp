#include "server/api/legend.hpp"

#include <array>

#include "geo/error.hpp"
#include "layers/config/layer_questions.hpp"
#include "layers/features/role_values.hpp"
#include "server/api/collections.hpp"
#include "server/http/respond.hpp"
#include "styles/style.hpp"

namespace server {

using layers::Layer;

namespace {

/// The style was right when the layers were read: what is wrong with it now came into its file
/// since, and is no fault of the client's.
styles::Style load_style(const Layer& layer) {
  try {
    return styles::load_style(layers::style_name(layer.config));
  } catch (const geo::Error& error) {
    geo::fail(geo::ErrorKind::internal, "layer \"{}\": {}", layer.config.id, error.what());
  }
}

styles::Style style_of(const Layer& layer) {
  const auto name = layers::style_name(layer.config);
  auto style = load_style(layer);
  if (layer.classes.empty() || styles::is_path(name))
    return style;
  std::vector<styles::StyleClass> classes;
  for (const auto& [value, title] : layer.classes)
    classes.push_back({value, title});
  return styles::with_classes(style, classes);
}

std::vector<std::string> geometry_types(const layers::FeatureSet& features) {
  constexpr std::array<const char*, 3> names = {"point", "line", "polygon"};
  std::array<bool, 3> present{};
  for (const auto type : features.geometry.part_types)
    present[static_cast<std::size_t>(type)] = true;
  std::vector<std::string> types;
  for (std::size_t t = 0; t < present.size(); ++t)
    if (present[t])
      types.emplace_back(names[t]);
  return types;
}

} // namespace

Response legend(const Call& call) {
  const auto layer = layer_of(*call.app.catalog.snapshot(), call.path("id"));
  const auto& config = layer->config;
  const auto style = style_of(*layer);
  const styles::LegendRequest request{config.id,
                                      std::string(layers::kind_name(config.kind)),
                                      config.title,
                                      config.fields,
                                      layers::values_by_meaning(*layer, style.property),
                                      layers::constant_meaning(*layer, style.property),
                                      geometry_types(*layer->features)};
  return respond(call.request, "application/json", styles::legend_json(style, request));
}

} // namespace server
