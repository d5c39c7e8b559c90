#include "layers/features/layer.hpp"

#include <fmt/compile.h>

namespace layers {

std::string content_key(const Layer& layer) {
  const auto& config = layer.config;
  auto key = fmt::format(FMT_COMPILE("{}.{}.{}.{}.{}.{}"), config.id, layer.features->version,
                         config.min_zoom, config.max_zoom, config.cluster_below_zoom,
                         small_features_name(config.small_features));
  if (!layer.drawn_from.key.empty())
    key += "." + layer.drawn_from.key;
  if (!cluster_attribute(config).empty())
    key += "." + data_key(layer); // what values mean is in their sums
  return key;
}

std::string cluster_attribute(const LayerConfig& config) {
  if (config.kind != Kind::demand)
    return "";
  for (const auto* role : {"weight", "population"}) {
    if (config.constants.contains(role))
      return ""; // all alike: their number says as much
    if (const auto found = config.fields.find(role); found != config.fields.end())
      return found->second;
  }
  return "";
}

std::string data_key(const Layer& layer) {
  const auto& config = layer.config;
  auto key = fmt::format(FMT_COMPILE("{}.{}.{}"), kind_name(config.kind), config.id,
                         layer.features->version);
  for (const auto& [role, attribute] : config.fields)
    key += fmt::format(FMT_COMPILE(" {}={}:{}"), role, attribute.size(), attribute);
  for (const auto& [role, constant] : config.constants)
    key += fmt::format(FMT_COMPILE(" {}:={}:{}"), role, constant.size(), constant);
  for (const auto& [role, meanings] : config.values)
    for (const auto& [value, meaning] : meanings)
      key += fmt::format(FMT_COMPILE(" {}:{}:{}={}:{}"), role, value.size(), value, meaning.size(),
                         meaning);
  return key;
}

} // namespace layers
