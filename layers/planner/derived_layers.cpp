#include "layers/planner/derived_layers.hpp"

#include <utility>

#include "geo/error.hpp"
#include "layers/planner/planner_questions.hpp"

namespace layers {

namespace {

std::shared_ptr<const Layer> made_layer(const LayerConfig& config, PlannerAnswer answer,
                                        const std::string& stamp) {
  auto layer = std::make_shared<Layer>();
  layer->config = config;
  layer->source_stamp = stamp;
  layer->report.format = "computed";
  layer->report.read = answer.features.size();
  layer->report.served = answer.features.size();
  layer->features = build_feature_set(std::move(answer.features));
  layer->classes = std::move(answer.classes);
  return layer;
}

} // namespace

std::shared_ptr<const Layer> derive_layer(const LayerConfig& config,
                                          const std::shared_ptr<const ResponseModel>& model,
                                          const std::shared_ptr<const Layer>& old) {
  try {
    const auto& known = required_model(model);
    if (old && old->config == config && old->source_stamp == known->key)
      return old;
    return made_layer(config, map_answer(*config.request, known), known->key);
  } catch (const geo::Error& error) {
    geo::fail(error.kind(), "layer \"{}\": {}", config.id, error.what());
  }
}

} // namespace layers
