#include "layers/results/report.hpp"

#include <algorithm>
#include <map>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "geo/shown_text.hpp"

namespace layers {

namespace {

std::string_view word(Effect effect) {
  switch (effect) {
  case Effect::note:
    return "note";
  case Effect::lost:
    return "lost";
  case Effect::not_understood:
    return "not understood";
  }
  return "";
}

/// A line of a report, whatever a file or connection put into it.
std::string line_of(const std::string& text) {
  return geo::shown_text(text) + '\n';
}

std::string problem_line(const LoadReport::Problem& problem) {
  return line_of(fmt::format("    {}: {}", word(problem.effect), problem_text(problem)));
}

/// What plays a role of a layer, and who says so.
struct RolePlayed {
  std::string by; ///< an attribute, a constant; empty: nothing
  std::string_view from;
};

std::map<std::string, RolePlayed> roles_played(const LayerConfig& config) {
  std::map<std::string, RolePlayed> roles;
  for (const auto& [role, attribute] : config.fields)
    roles[role] = {attribute, config.guessed_fields.contains(role) ? "guessed" : "configured"};
  for (const auto& [role, value] : config.constants)
    roles[role] = {value, "constant"};
  for (const auto& role : config.without_fields)
    roles[role] = {"", "switched off"};
  return roles;
}

std::string roles_line(const LayerConfig& config) {
  std::string line;
  for (const auto& [role, played] : roles_played(config))
    line += fmt::format("{}{}{}{} ({})", line.empty() ? "    roles: " : ", ", role,
                        played.by.empty() ? "" : " = ", played.by, played.from);
  return line.empty() ? "" : line_of(line);
}

nlohmann::ordered_json roles_json(const LayerConfig& config) {
  auto roles = nlohmann::ordered_json::object();
  for (const auto& [role, played] : roles_played(config))
    roles[role] = {{"by", played.by}, {"from", played.from}};
  return roles;
}

std::string layer_lines(const CheckedLayer& layer, std::size_t id_width) {
  const auto& config = layer.config;
  auto text = fmt::format("{:{}}  {:9}  ", config.id, id_width, kind_name(config.kind));
  if (layer.report && config.source.empty())
    text += line_of(fmt::format("{} features  {}", layer.report->served, layer.report->format));
  else if (layer.report)
    text += line_of(fmt::format("{} of {} features  {}  {}  {}", layer.report->served,
                                layer.report->read, layer.report->format,
                                layer.report->crs.empty() ? "CRS84" : layer.report->crs,
                                config.source));
  else
    text += line_of("FAILED  " + layer.error);
  if (!layer.because.empty())
    text += line_of("    guessed: " + layer.because);
  if (layer.report) {
    text += roles_line(config);
    for (const auto& problem : layer.report->problems)
      text += problem_line(problem);
  }
  return text;
}

std::string network_lines(const CheckedNetwork& network) {
  if (!network.error.empty())
    return line_of("network: " + network.error);
  auto text = line_of("network: " + network.summary);
  for (const auto& rule : network.rules)
    text += line_of("    " + rule.text);
  for (const auto& warning : network.warnings)
    text += line_of("    warning: " + warning);
  return text;
}

nlohmann::ordered_json rules_json(const std::vector<RuleLine>& rules) {
  auto rows = nlohmann::ordered_json::array();
  for (const auto& rule : rules)
    rows.push_back({{"rule", rule.rule},
                    {"effect", rule.closes ? "closed" : "opened"},
                    {"roads", rule.effect.roads},
                    {"km", rule.effect.length_m / 1000},
                    {"barriers", rule.effect.barriers}});
  return rows;
}

nlohmann::ordered_json network_json(const CheckedNetwork& network) {
  if (!network.error.empty())
    return {{"error", network.error}};
  const auto& counts = network.counts;
  return {{"nodes", counts.nodes},
          {"edges", counts.edges},
          {"road_km", counts.road_m / 1000},
          {"components", counts.components},
          {"largest_percent", 100 * counts.largest_share},
          {"rules", rules_json(network.rules)},
          {"warnings", network.warnings}};
}

nlohmann::ordered_json layer_json(const CheckedLayer& layer) {
  nlohmann::ordered_json row{{"id", layer.config.id},
                             {"kind", kind_name(layer.config.kind)},
                             {"source", geo::shown_text(layer.config.source)}};
  if (!layer.because.empty())
    row["guess"] = layer.because;
  row["fields"] = layer.config.fields;
  row["roles"] = roles_json(layer.config);
  if (!layer.report) {
    row["error"] = layer.error;
    return row;
  }
  row["format"] = layer.report->format;
  row["crs"] = layer.report->crs;
  row["read"] = layer.report->read;
  row["served"] = layer.report->served;
  row["problems"] = nlohmann::ordered_json::array();
  for (const auto& problem : layer.report->problems)
    row["problems"].push_back({{"what", problem.what},
                               {"effect", word(problem.effect)},
                               {"lost", problem.effect == Effect::lost},
                               {"count", problem.count},
                               {"first_ids", problem.first_ids},
                               {"first_values", problem.first_values},
                               {"distinct_values", problem.distinct_values}});
  return row;
}

} // namespace

bool is_clean(const std::vector<CheckedLayer>& layers) {
  return std::ranges::all_of(layers, [](const CheckedLayer& layer) {
    return layer.report && !layer.report->lost_any() && layer.report->understood_all();
  });
}

std::string report_text(const std::vector<CheckedLayer>& layers, const SourceFindings& findings,
                        const std::optional<CheckedNetwork>& network) {
  std::size_t id_width = 0;
  for (const auto& layer : layers)
    id_width = std::max(id_width, layer.config.id.size());
  std::string text;
  for (const auto& layer : layers)
    text += layer_lines(layer, id_width);
  if (network)
    text += network_lines(*network);
  for (const auto& line : findings.broken)
    text += line_of("FAILED  " + line);
  for (const auto& line : findings.not_read)
    text += line_of("NOT READ  " + line);
  for (const auto& line : findings.passed_over)
    text += line_of("passed over: " + line);
  return text;
}

std::string report_json(const std::vector<CheckedLayer>& layers, const SourceFindings& findings,
                        const std::optional<CheckedNetwork>& network) {
  nlohmann::ordered_json whole{{"clean", is_clean(layers) && findings.are_clean()},
                               {"layers", nlohmann::ordered_json::array()},
                               {"broken", findings.broken},
                               {"not_read", findings.not_read},
                               {"passed_over", findings.passed_over}};
  for (const auto& layer : layers)
    whole["layers"].push_back(layer_json(layer));
  if (network)
    whole["network"] = network_json(*network);
  return whole.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

} // namespace layers
