#include "layers/planner/derived_layers.hpp"

#include <utility>

#include "geo/error.hpp"
#include "layers/planner/planner_questions.hpp"
#include "layers/requests/wording.hpp"

namespace layers {

namespace {

SourceFeatures source_of(AnswerTable&& table) {
  SourceFeatures source;
  const RowText rows(table);
  for (std::size_t i = 0; i < table.size(); ++i) {
    rows.append(source.json, i);
    source.json_starts.push_back(source.json.size());
  }
  source.geometry = std::move(table.geometry);
  source.feature_parts = std::move(table.feature_parts);
  return source;
}

/// In the words of a configuration.
std::string said(const LayerConfig& config, const std::string& message) {
  return said_in(AskedIn::configuration, message, question_of(*config.request));
}

std::shared_ptr<const Layer> made_layer(const LayerConfig& config, PlannerAnswer answer,
                                        const std::string& stamp) {
  auto layer = std::make_shared<Layer>();
  layer->config = config;
  layer->source_stamp = stamp;
  layer->report.format = "computed";
  layer->report.read = answer.features.size();
  layer->report.served = answer.features.size();
  for (const auto& warning : answer.warnings)
    layer->report.add(said(config, warning), Effect::note, "");
  layer->features = build_feature_set(source_of(std::move(answer.features)));
  layer->classes = std::move(answer.classes);
  return layer;
}

} // namespace

std::shared_ptr<const Layer> derive_layer(const LayerConfig& config, const Map& map,
                                          const std::shared_ptr<const Layer>& old) {
  try {
    const auto stamp = made_of(*config.request, map);
    if (old && old->config == config && old->source_stamp == stamp)
      return old;
    return made_layer(config, map_answer(*config.request, map), stamp);
  } catch (const geo::Error& error) {
    geo::fail(error.kind(), "layer \"{}\": {}", config.id, said(config, error.what()));
  }
}

} // namespace layers
