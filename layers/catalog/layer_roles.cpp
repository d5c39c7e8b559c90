#include "layers/catalog/layer_roles.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "layers/catalog/guess.hpp"
#include "layers/features/attributes.hpp"
#include "layers/features/role_values.hpp"
#include "layers/roles/road_class_words.hpp"
#include "layers/roles/roles.hpp"
#include "layers/roles/severity_words.hpp"

namespace layers {

namespace {

std::vector<std::string> attributes_in(const FeatureSet& features) {
  std::vector<std::string> names;
  for (const auto& attribute : features.attributes.attributes)
    names.push_back(attribute.name);
  return names;
}

bool is_settled(const LayerConfig& config, const std::string& role) {
  return config.fields.contains(role) || config.constants.contains(role) ||
         config.without_fields.contains(role);
}

void add_guess(LayerConfig& config, const std::string& role, const std::string& attribute) {
  if (is_settled(config, role))
    return;
  config.fields[role] = attribute;
  config.guessed_fields.insert(role);
}

/// Whether all that an attribute says are such words.
bool holds_words(const FeatureSet& features, const std::string& attribute,
                 bool (*is_one)(std::string_view)) {
  constexpr std::size_t most_words = 100;
  const auto values = value_counts(column(features, attribute));
  bool any = false;
  for (const auto& [value, count] : values) {
    const auto text = layers::text_of(value);
    const bool is_word = is_one(text);
    if (!is_word && !is_no_data(text))
      return false;
    any |= is_word;
  }
  return any && values.size() <= most_words;
}

bool is_name(const LayerConfig& config, const std::string& attribute) {
  return std::ranges::any_of(config.fields, [&](const auto& field) {
    return field.first.starts_with("name") && field.second == attribute;
  });
}

/// The first attribute that holds nothing else plays the role, if nothing does.
void guess_by_words(LayerConfig& config, const FeatureSet& features, const char* role,
                    bool (*is_one)(std::string_view)) {
  for (const auto& attribute : features.attributes.attributes) {
    if (attribute.type == ValueType::text && !is_settled(config, role) &&
        !is_name(config, attribute.name) && holds_words(features, attribute.name, is_one))
      add_guess(config, role, attribute.name);
  }
}

void complete_roles(LayerConfig& config, const FeatureSet& features) {
  for (const auto& [role, attribute] : guess_fields(config.kind, attributes_in(features)))
    add_guess(config, role, attribute);
  if (config.kind == Kind::hazard)
    guess_by_words(config, features, "severity", is_severity_word);
  if (config.kind == Kind::road)
    guess_by_words(config, features, "class", is_road_class_word);
}

} // namespace

std::shared_ptr<Layer> make_layer(const LayerConfig& config, SourceFeatures&& source) {
  auto layer = std::make_shared<Layer>();
  layer->config = layer->configured = config;
  layer->report = std::move(source.report);
  layer->features = build_feature_set(std::move(source));
  complete_roles(layer->config, *layer->features);
  report_roles(*layer, layer->report);
  return layer;
}

} // namespace layers
