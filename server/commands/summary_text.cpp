#include "server/commands/summary_text.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "geo/shown_text.hpp"

namespace server {

using layers::AnswerColumn;
using layers::AnswerTable;
using layers::Question;
using nlohmann::ordered_json;

namespace {

/// A table as texts, its titles first.
using Lines = std::vector<std::vector<std::string>>;

constexpr std::size_t most_lines = 20;

/// Of UTF-8, in characters.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string aligned(const Lines& lines) {
  std::vector<std::size_t> widths(lines[0].size());
  for (const auto& line : lines)
    for (std::size_t c = 0; c < line.size(); ++c)
      widths[c] = std::max(widths[c], width_of(line[c]));
  std::string text;
  for (const auto& line : lines) {
    for (std::size_t c = 0; c < line.size(); ++c)
      text += (c == 0 ? "" : "  ") + std::string(widths[c] - width_of(line[c]), ' ') + line[c];
    text += '\n';
  }
  return text;
}

/// No table where there is nothing under its titles; of a long one the beginning.
std::string bounded(Lines lines, std::size_t most = most_lines) {
  if (lines.size() < 2)
    return "";
  const auto rows = lines.size() - 1;
  lines.resize(1 + std::min(rows, most));
  return aligned(lines) + (rows > most ? fmt::format("and {} more\n", rows - most) : "");
}

std::string text_of(const ordered_json& value) {
  if (value.is_null())
    return "-";
  return geo::on_one_line(value.is_string() ? value.get<std::string>() : value.dump());
}

/// "480 s" or "3000 m"
std::string limit_text(const ordered_json& line) {
  return line.contains("limit_s") ? text_of(line["limit_s"]) + " s"
                                  : text_of(line["limit_m"]) + " m";
}

/// "240" or "3000": where a ring begins.
std::string from_text(const ordered_json& line) {
  return text_of(line[line.contains("from_s") ? "from_s" : "from_m"]);
}

std::string value_at(const AnswerColumn& column, std::size_t row) {
  const auto& value = layers::value_in(column, row);
  return layers::has_value(value) ? geo::on_one_line(layers::value_text(value, column.decimals))
                                  : "-";
}

/// Features without their shapes.
std::string whole_table(const AnswerTable& features) {
  Lines lines(1 + features.size());
  for (const auto& column : features.columns) {
    lines[0].push_back(layers::flat_name(column));
    for (std::size_t i = 0; i < features.size(); ++i)
      lines[i + 1].push_back(value_at(column, i));
  }
  return bounded(lines, features.size());
}

/// The first column of the name; null: there is none.
const AnswerColumn* column_named(const AnswerTable& table, std::string_view name) {
  const auto found = std::ranges::find_if(
      table.columns, [&](const AnswerColumn& column) { return layers::flat_name(column) == name; });
  return found == table.columns.end() ? nullptr : &*found;
}

std::vector<std::size_t> rows_of_class(const AnswerTable& table, const std::string& row_class) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < table.size(); ++i)
    if (layers::value_in(table.columns.front(), i) == layers::Value(row_class))
      rows.push_back(i);
  return rows;
}

/// A column of the table under a title of its own.
struct Titled {
  std::string title;
  const AnswerColumn* column = nullptr;
};

std::string chosen_table(const std::vector<std::size_t>& rows, const std::vector<Titled>& columns) {
  Lines lines(1 + rows.size());
  for (const auto& [title, column] : columns) {
    if (!column)
      continue;
    lines[0].push_back(title);
    for (std::size_t i = 0; i < rows.size(); ++i)
      lines[i + 1].push_back(value_at(*column, rows[i]));
  }
  return bounded(std::move(lines));
}

/// "share_480_s" -> "within 480 s"
std::string share_title(const std::string& name) {
  auto limit = name.substr(name.find('_') + 1);
  std::ranges::replace(limit, '_', ' ');
  return "within " + limit;
}

double share_in(const AnswerColumn& column, std::size_t row) {
  const auto* share = std::get_if<double>(&layers::value_in(column, row));
  return share ? *share : std::numeric_limits<double>::infinity();
}

std::string areas_text(const AnswerTable& table) {
  auto rows = rows_of_class(table, "area");
  if (rows.empty())
    return "";
  std::vector<Titled> columns = {{"area", column_named(table, "area")},
                                 {"name", column_named(table, "area_name")},
                                 {"people", column_named(table, "total")}};
  for (const auto& column : table.columns)
    if (column.of.empty() && column.name.starts_with("share_")) {
      columns.push_back({share_title(column.name), &column});
      // The last limit decides, where it is equal the one before.
      std::ranges::stable_sort(rows, {}, [&](std::size_t row) { return share_in(column, row); });
    }
  return fmt::format("areas: {}, those of which the least share is reached first\n", rows.size()) +
         chosen_table(rows, columns);
}

std::string gaps_text(const AnswerTable& table) {
  const auto rows = rows_of_class(table, "gap");
  if (rows.empty())
    return "";
  const auto* nearest_s = column_named(table, "nearest_s");
  return "gaps: where people are not reached within the last limit\n" +
         chosen_table(rows, {{"rank", column_named(table, "rank")},
                             {"area", column_named(table, "area")},
                             {"name", column_named(table, "area_name")},
                             {"people", column_named(table, "uncovered")},
                             {"places", column_named(table, "places")},
                             {nearest_s ? "nearest_s" : "nearest_m",
                              nearest_s ? nearest_s : column_named(table, "nearest_m")}});
}

std::string state_lines(const char* name, const ordered_json& travel) {
  auto text = fmt::format("{}: {} stations", name, travel["stations"].dump());
  if (const auto& closed = travel["closed"]; closed["edges"] != 0)
    text += fmt::format(", {} km of road closed ({} parts)", closed["km"].dump(),
                        closed["edges"].dump());
  for (const auto& station : travel["cut_off"])
    text += "\n  cut off: " + text_of(station);
  for (const auto& station : travel.value("without_effect", ordered_json::array()))
    text += "\n  changes nothing: " + text_of(station);
  return text + "\n";
}

/// Everybody reached within each limit, those of smaller limits too.
std::string limits_text(const ordered_json& limits) {
  Lines lines{{"within", "covered", "uncovered", "share"}};
  for (const auto& line : limits)
    lines.push_back({limit_text(line), text_of(line["covered"]), text_of(line["uncovered"]),
                     text_of(line["share"])});
  return bounded(lines);
}

std::string difference_text(const ordered_json& difference) {
  Lines lines{{"within", "covered"}};
  for (const auto& line : difference)
    lines.push_back({limit_text(line), text_of(line["covered"])});
  return "difference\n" + bounded(lines);
}

/// A ring by itself, and all that is reached within its limit.
std::string rings_text(const ordered_json& areas) {
  Lines lines{{"state", "ring", "ring_km2", "within", "within_km2"}};
  for (const auto& line : areas)
    lines.push_back({text_of(line["state"]),
                     fmt::format("{} to {}", from_text(line), limit_text(line)),
                     text_of(line["area_km2"]), limit_text(line), text_of(line["within_km2"])});
  return bounded(lines, areas.size());
}

/// What a limit of a norm is for: "rural", "full alarm".
std::string subject_of(const ordered_json& limit) {
  for (const auto* key : {"area_class", "applies_to"})
    if (limit.contains(key))
      return text_of(limit[key]);
  return "all";
}

std::string met_text(const ordered_json& limit) {
  if (limit["is_met"].is_null())
    return "not known: " + text_of(limit["why"]);
  return limit["is_met"] == true ? "yes" : "no";
}

std::string standard_text(const ordered_json& standard) {
  Lines lines{{"within", "for", "required", "share", "people", "uncovered", "met"}};
  for (const auto& limit : standard["limits"]) {
    const auto& required = limit["required_share"];
    lines.push_back({limit_text(limit), subject_of(limit),
                     required.is_null() ? "everybody" : text_of(required), text_of(limit["share"]),
                     text_of(limit["people"]), text_of(limit["uncovered"]), met_text(limit)});
  }
  return fmt::format("standard {}: {} / {}\nsource: {} ({})\n", text_of(standard["id"]),
                     text_of(standard["title"]["vi"]), text_of(standard["title"]["en"]),
                     text_of(standard["source"]), text_of(standard["certainty"])) +
         bounded(lines);
}

std::string coverage_text(const layers::PlannerAnswer& answer) {
  const auto& summary = answer.summary;
  std::string text;
  for (const auto* name : {"asked", "before"}) {
    if (!summary.contains(name))
      continue;
    const auto& state = summary[name];
    text += state_lines(name, state["travel"]) + limits_text(state["limits"]);
    if (state.contains("standard"))
      text += standard_text(state["standard"]);
  }
  if (summary.contains("difference"))
    text += difference_text(summary["difference"]);
  return text + areas_text(answer.features) + gaps_text(answer.features);
}

std::string response_text(const ordered_json& summary) {
  std::string text;
  for (const auto* name : {"asked", "before"})
    if (summary.contains(name))
      text += state_lines(name, summary[name]);
  return text + rings_text(summary["areas"]);
}

std::string surface_text(const ordered_json& summary) {
  return state_lines("asked", summary) + fmt::format("cells of {} m, times up to {} s\n",
                                                     summary["cell_m"].dump(),
                                                     summary["limit_s"].dump());
}

} // namespace

std::string summary_text(Question question, const layers::PlannerAnswer& answer) {
  switch (question) {
  case Question::nearest_stations:
  case Question::arrival_times:
    return whole_table(answer.features);
  case Question::arrival_surface:
    return surface_text(answer.summary);
  case Question::coverage:
    return coverage_text(answer);
  default:
    return response_text(answer.summary);
  }
}

} // namespace server
