#pragma once

#include <memory>
#include <string>
#include <vector>

#include "layers/features/feature_set.hpp"

namespace support {

/// Points with these texts: `"id":1,"properties":{...}`.
inline std::shared_ptr<const layers::FeatureSet>
features_of(const std::vector<std::string>& texts) {
  layers::SourceFeatures source;
  for (const auto& text : texts) {
    source.geometry.add_point({105, 21});
    source.json += text;
    source.end_feature();
  }
  return layers::build_feature_set(std::move(source));
}

/// Points with the ids 0, 1, ... and these properties, as members of a JSON object.
inline std::shared_ptr<const layers::FeatureSet>
features_with(const std::vector<std::string>& properties) {
  std::vector<std::string> texts;
  for (const auto& members : properties)
    texts.push_back("\"id\":" + std::to_string(texts.size()) + ",\"properties\":{" + members + "}");
  return features_of(texts);
}

} // namespace support
