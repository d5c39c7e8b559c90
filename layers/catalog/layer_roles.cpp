#include "layers/catalog/layer_roles.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "geo/error.hpp"
#include "geo/shown_text.hpp"
#include "layers/catalog/guess.hpp"
#include "layers/features/attributes.hpp"
#include "layers/features/role_report.hpp"
#include "layers/roles/number_convention.hpp"
#include "layers/roles/road_class_words.hpp"
#include "layers/roles/roles.hpp"
#include "layers/roles/severity_words.hpp"
#include "layers/text/folded_text.hpp"
#include "layers/text/plain_text.hpp"

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

using Asks = bool (*)(std::string_view);

/// The first attribute that holds nothing else plays the role, if nothing does; of those whose
/// names `may_be` allows.
void guess_by_words(LayerConfig& config, const FeatureSet& features, const char* role, Asks is_one,
                    Asks may_be) {
  for (const auto& attribute : features.attributes.attributes) {
    if (attribute.type == ValueType::text && !is_settled(config, role) &&
        !is_name(config, attribute.name) && may_be(attribute.name) &&
        holds_words(features, attribute.name, is_one))
      add_guess(config, role, attribute.name);
  }
}

bool has_word_with(std::string_view name, std::initializer_list<std::string_view> parts) {
  const auto snake = snake_name(name);
  return std::ranges::any_of(
      parts, [&](std::string_view part) { return snake.find(part) != std::string::npos; });
}

bool speaks_of_severity(std::string_view name) {
  return has_word_with(name, {"sever", "hazard", "danger", "risk", "krb", "bahaya", "rawan",
                              "cap_do", "muc_do", "nguy", "rui_ro", "gefahr", "опасн", "риск"});
}

/// Levels of something else.
bool may_be_severity(std::string_view name) {
  return !has_word_with(name, {"vulnerab", "confiden", "basement", "colo", "return_period",
                               "quality", "block", "probab", "priority", "status"});
}

/// A lone letter may be anything: zones V and AE are no levels.
bool is_telling_severity_word(std::string_view text) {
  return without_blanks(text).size() > 1 && is_severity_word(text);
}

bool any_name(std::string_view /*name*/) {
  return true;
}

/// A number in an attribute that is no whole one, as water levels have them and levels of danger
/// have not; empty: there is none.
std::string number_between_levels(const FeatureSet& features, const std::string& attribute) {
  std::vector<std::string> texts;
  for (const auto& [value, count] : value_counts(column(features, attribute)))
    texts.push_back(layers::text_of(value));
  const auto convention = convention_of(texts);
  const auto found = std::ranges::find_if(texts, [&](const std::string& text) {
    const auto level = severity_of(text, convention);
    const auto number = level ? level : read_number(text, convention);
    return number && *number != std::trunc(*number);
  });
  return found == texts.end() ? "" : *found;
}

/// Whether what a name tells to be the severity is one.
bool may_play(const std::string& role, const std::string& attribute, const FeatureSet& features,
              LoadReport& report) {
  if (role != "severity" || snake_name(attribute).find("sever") != std::string::npos)
    return true;
  const auto between = number_between_levels(features, attribute);
  if (between.empty())
    return true;
  report.add(fmt::format(R"("{}" not taken for the severity: {} is no whole level; if it is one, )"
                         R"(name it in "fields")",
                         attribute, geo::on_one_line(between)),
             Effect::note, "");
  return false;
}

void complete_roles(LayerConfig& config, const FeatureSet& features, LoadReport& report) {
  for (const auto& [role, attribute] : guess_fields(config.kind, attributes_in(features)))
    if (!is_settled(config, role) && may_play(role, attribute, features, report))
      add_guess(config, role, attribute);
  if (config.kind == Kind::hazard)
    guess_by_words(config, features, "severity", is_severity_word, speaks_of_severity);
  if (config.kind == Kind::hazard)
    guess_by_words(config, features, "severity", is_telling_severity_word, may_be_severity);
  if (config.kind == Kind::road)
    guess_by_words(config, features, "class", is_road_class_word, any_name);
}

} // namespace

namespace {

/// What looks at every attribute of every feature must come to an end.
void check_attributes(const FeatureSet& features, const LayerConfig& config) {
  const auto count = features.attributes.attributes.size();
  if (count > most_attributes_of_layer)
    geo::fail(geo::ErrorKind::too_large,
              "{}: {} different attributes, more than {}; give its features the same ones",
              config.source, count, most_attributes_of_layer);
}

} // namespace

std::shared_ptr<Layer> make_layer(const LayerConfig& config, SourceFeatures&& source) {
  auto layer = std::make_shared<Layer>();
  layer->config = layer->configured = config;
  layer->report = std::move(source.report);
  layer->features = build_feature_set(std::move(source));
  check_attributes(*layer->features, config);
  complete_roles(layer->config, *layer->features, layer->report);
  report_roles(*layer, layer->report);
  return layer;
}

} // namespace layers
