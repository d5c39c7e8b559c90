#include "server/commands/planner.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "geo/error.hpp"
#include "layers/catalog/discovery.hpp"
#include "layers/coverage/standards.hpp"
#include "layers/planner/planner_questions.hpp"
#include "layers/results/report.hpp"
#include "layers/results/result_writer.hpp"
#include "layers/text/source_path.hpp"
#include "server/commands/export_report.hpp"
#include "server/loading/map_loader.hpp"

namespace server {

using geo::ErrorKind;
using geo::fail;
using layers::Kind;
using layers::LayerPlan;
using layers::Question;
using nlohmann::ordered_json;

namespace {

/// What a command does, one step after the other, drawn as a bar on a terminal.
class Steps {
public:
  explicit Steps(int count) : m_count(count), m_is_terminal(::isatty(STDERR_FILENO) == 1) {}
  Steps(const Steps&) = delete;
  Steps& operator=(const Steps&) = delete;
  ~Steps() {
    if (m_is_terminal)
      std::fputs("\r\x1b[K", stderr);
  }

  void begin(const char* what) {
    const auto done = static_cast<std::size_t>(30 * m_done++ / m_count);
    if (m_is_terminal)
      fmt::print(stderr, "\r[{}{}] {}\x1b[K", std::string(done, '#'), std::string(30 - done, '.'),
                 what);
    std::fflush(stderr);
  }

private:
  int m_count;
  int m_done = 0;
  bool m_is_terminal;
};

/// What the layers of a file look like. A raster looks like nothing, but may hold people.
std::vector<layers::LayerConfig> guessed_layers(const std::string& file, Kind kind) {
  try {
    return layers::plan_layers({file}).config.layers;
  } catch (const geo::Error&) {
    if (kind != Kind::demand || !std::filesystem::is_regular_file(file))
      throw;
  }
  layers::LayerConfig raster;
  raster.id = "demand";
  raster.source = file;
  return {raster};
}

/// The layers of a file that are of a kind, or its only layer, made one.
std::vector<layers::LayerConfig> layers_of_kind(const std::string& file, Kind kind) {
  auto found = guessed_layers(file, kind);
  const auto is_wanted = [&](const layers::LayerConfig& config) { return config.kind == kind; };
  if (found.size() > 1)
    std::erase_if(found, [&](const auto& config) { return !is_wanted(config); });
  if (found.empty())
    fail(ErrorKind::invalid_input,
         "{}: none of its layers looks like the kind {}; write a configuration that says which",
         file, layers::kind_name(kind));
  for (auto& config : found)
    config.kind = kind;
  return found;
}

void make_unique(std::string& id, const std::vector<layers::LayerConfig>& others) {
  const auto base = id;
  for (int n = 2; std::ranges::find(others, id, &layers::LayerConfig::id) != others.end(); ++n)
    id = fmt::format("{}-{}", base, n);
}

/// Adds a file's layers to the plan; the id of the first.
std::string add_file(LayerPlan& plan, const std::string& file, Kind kind) {
  std::string first;
  for (auto& config : layers_of_kind(file, kind)) {
    make_unique(config.id, plan.config.layers);
    if (first.empty())
      first = config.id;
    if (!plan.because.empty() || plan.config.file.empty())
      plan.because.push_back("named on the command line");
    plan.config.layers.push_back(std::move(config));
  }
  return first;
}

/// A file or connection, rather than the id of a layer.
bool is_source(const std::string& text) {
  return layers::path_exists(text) || layers::is_connection(text) ||
         std::filesystem::path(text).has_extension();
}

/// Files become layers, and their ids the parameter; what is no file is the parameter as it is.
void add_files(LayerPlan& plan, layers::Params& params, const std::vector<std::string>& values,
               Kind kind, const char* parameter) {
  for (const auto& value : values) {
    const auto text = is_source(value) ? add_file(plan, value, kind) : value;
    if (parameter && !(kind == Kind::station && is_source(value)))
      params.emplace_back(parameter, text);
  }
}

LayerPlan plan_of(const PlannerCommand& command, layers::Params& params) {
  LayerPlan plan;
  if (!command.sources.empty())
    plan = checked_plan(command.sources);
  const bool is_coverage = command.question == Question::coverage;
  add_files(plan, params, command.stations, Kind::station, "stations");
  add_files(plan, params, command.roads, Kind::road, nullptr);
  const bool is_one = command.hazards.size() == 1; // several are there for --closed-by
  add_files(plan, params, command.hazards, Kind::hazard,
            is_coverage && is_one ? "hazard" : nullptr);
  add_files(plan, params, command.demand, Kind::demand, is_coverage ? "demand" : nullptr);
  add_files(plan, params, command.areas, Kind::area, is_coverage ? "area" : nullptr);
  if (plan.config.layers.empty())
    fail(ErrorKind::invalid_input,
         "nothing to read: name a configuration, or files with --stations and --roads");
  return plan;
}

/// A table as texts, its titles first.
using Lines = std::vector<std::vector<std::string>>;

std::string aligned(const Lines& lines) {
  std::vector<std::size_t> widths(lines[0].size());
  for (const auto& line : lines)
    for (std::size_t c = 0; c < line.size(); ++c)
      widths[c] = std::max(widths[c], line[c].size());
  std::string text;
  for (const auto& line : lines) {
    for (std::size_t c = 0; c < line.size(); ++c)
      text += fmt::format("{}{:>{}}", c == 0 ? "" : "  ", line[c], widths[c]);
    text += '\n';
  }
  return text;
}

std::string text_of(const ordered_json& value) {
  if (value.is_null())
    return "-";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

/// Objects with the same keys.
std::string table(const ordered_json& objects) {
  if (objects.empty())
    return "";
  Lines lines(1);
  for (const auto& [key, value] : objects.front().items())
    if (!value.is_structured())
      lines[0].push_back(key);
  for (const auto& object : objects) {
    lines.emplace_back();
    for (const auto& key : lines[0])
      lines.back().push_back(object.contains(key) ? text_of(object[key]) : "-");
  }
  return aligned(lines);
}

/// Features without their shapes.
std::string table(const layers::AnswerTable& features) {
  if (features.size() == 0)
    return "";
  Lines lines(1 + features.size());
  for (const auto& column : features.columns) {
    lines[0].push_back(layers::flat_name(column));
    for (std::size_t i = 0; i < features.size(); ++i) {
      const auto& value = layers::value_in(column, i);
      lines[i + 1].push_back(layers::has_value(value) ? layers::value_text(value, column.decimals)
                                                      : "-");
    }
  }
  return aligned(lines);
}

std::string state_lines(const char* name, const ordered_json& travel) {
  auto text = fmt::format("{}: {} stations", name, travel["stations"].dump());
  if (const auto& closed = travel["closed"]; closed["edges"] != 0)
    text += fmt::format(", {} km of road closed ({} parts)", closed["km"].dump(),
                        closed["edges"].dump());
  for (const auto& station : travel["cut_off"])
    text += fmt::format("\n  cut off: {}", station.get<std::string>());
  return text + "\n";
}

std::string summary_text(Question question, const layers::PlannerAnswer& answer) {
  const auto& summary = answer.summary;
  if (question == Question::nearest_stations)
    return table(answer.features);
  const bool is_coverage = question == Question::coverage;
  std::string text;
  for (const auto* state : {"asked", "before"})
    if (summary.contains(state)) {
      text += state_lines(state, is_coverage ? summary[state]["travel"] : summary[state]);
      if (is_coverage)
        text += table(summary[state]["limits"]);
    }
  if (is_coverage && summary.contains("difference"))
    text += "difference\n" + table(summary["difference"]);
  return is_coverage ? text : text + table(summary["areas"]);
}

/// Of the norms that coverage can be measured by, with '|' between.
std::string standard_ids() {
  std::string ids;
  for (const auto& standard : layers::standards())
    if (standard.measure != layers::Standard::Measure::spacing)
      ids += (ids.empty() ? "" : "|") + standard.id;
  return ids;
}

} // namespace

std::vector<PlannerOption> planner_options(Question question) {
  std::vector<PlannerOption> options = {
      {"closed_by", "Zones that close roads: flood, flood:severity>=3 or flood:type=river", "ZONES",
       true},
      {"slowed_by", "Zones that slow roads to a share of their speed: smoke:0.5", "ZONES", true},
      {"bridges", "open: those in a closed zone can be driven [as_zones]", "as_zones|open"},
      {"at", "Time of day, for the profile's factor: 07:30", "HH:MM"},
      {"direction", "outbound: from the station to the place [outbound]", "outbound|inbound"},
      {"turnout_s", "Instead of the stations' own", "S"},
      {"call_handling_s", "From the call to the alarm", "S"},
      {"access_m", "How far people live from the road at most", "M"},
      {"walking_km_h", "Speed from the road to the place", "KM/H"},
      {"add", "What if: a station more", "LON,LAT[,TURNOUT_S]", true},
      {"move", "What if: a station elsewhere", "ID:LON,LAT", true},
      {"remove", "What if: a station less", "ID", true}};
  const auto append = [&](PlannerOption option) { options.push_back(std::move(option)); };
  if (question != Question::nearest_stations)
    append({"limits_s", "Limits from the call to the arrival [240,480,600]", "S,S,..."});
  if (question == Question::response_areas) {
    append({"split", "Areas of all, by station, or by who arrives first [none]",
            "none|station|first-due"});
    append({"bands", "disks hold the smaller ones [rings]", "rings|disks"});
    append({"method", "exact takes seconds to minutes [grid]", "grid|exact"});
    append({"cell_m", "Side of the grid's cells [20]", "M"});
  }
  if (question == Question::coverage) {
    append({"standard", "A norm: its limits and its clock", standard_ids()});
    append({"network", "true: a radius norm by road instead of straight [false]", "false|true"});
    append({"due", "Sums up to which due station [2]", "COUNT"});
    append({"gaps", "Areas without help that are written [20]", "COUNT"});
  }
  if (question == Question::nearest_stations) {
    append({"point", "Where help is needed", "LON,LAT", true});
    append({"count", "Stations a point [3]", "COUNT"});
  }
  return options;
}

int run_planner(const PlannerCommand& command) {
  layers::check_result_path(command.output, command.overwrite);
  auto params = command.params;
  std::optional<Steps> steps(std::in_place, 3);
  const auto level = spdlog::get_level();
  spdlog::set_level(spdlog::level::warn);
  steps->begin("reading layers, building the road network");
  const auto plan = plan_of(command, params);
  layers::check_question(command.question, params);
  const auto map = load_map(plan, command.sources);
  steps->begin("computing");
  const auto answer = layers::answer(command.question, params, map);
  steps->begin("writing");
  layers::write_result(answer, command.output, "answer", command.overwrite);
  steps.reset();
  spdlog::set_level(level);
  fmt::print(command.output == "-" ? stderr : stdout, "{}", summary_text(command.question, answer));
  return 0;
}

} // namespace server
