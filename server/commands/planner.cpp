#include "server/commands/planner.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <optional>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "geo/error.hpp"
#include "geo/shown_text.hpp"
#include "layers/catalog/discovery.hpp"
#include "layers/planner/planner_questions.hpp"
#include "layers/requests/param_reader.hpp"
#include "layers/requests/wording.hpp"
#include "layers/results/report.hpp"
#include "layers/results/result_writer.hpp"
#include "layers/text/source_path.hpp"
#include "server/commands/progress_line.hpp"
#include "server/commands/summary_text.hpp"
#include "server/loading/map_loader.hpp"

namespace server {

using geo::ErrorKind;
using geo::fail;
using layers::Kind;
using layers::LayerPlan;
using layers::Question;

namespace {

/// What a command does, one step after the other, drawn as a bar on a terminal.
class Steps {
public:
  explicit Steps(int count) : m_count(count) {}

  void begin(const char* what) {
    m_line.show(fmt::format("{} {}", progress_bar(static_cast<double>(m_done++) / m_count), what));
  }

private:
  ProgressLine m_line;
  int m_count;
  int m_done = 0;
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

/// A file or connection, rather than the id of a layer or station. What stands in quotes is an id,
/// unless there is such a file.
bool is_source(const std::string& value) {
  const auto text = layers::unquoted(value);
  return layers::path_exists(text) || layers::is_connection(text) ||
         (text == value && std::filesystem::path(text).has_extension());
}

/// Values of an option, each of which may be several with commas between.
std::vector<std::string> split_values(const std::vector<std::string>& values) {
  std::vector<std::string> all;
  for (const auto& value : values)
    std::ranges::move(layers::split_list(value, ','), std::back_inserter(all));
  return all;
}

/// Files become layers, and their ids the parameter; what is no file is the parameter as it is.
void add_files(LayerPlan& plan, layers::Params& params, const std::vector<std::string>& values,
               Kind kind, const char* parameter) {
  for (const auto& value : split_values(values)) {
    const bool is_file = is_source(value);
    const auto text = is_file ? add_file(plan, layers::unquoted(value), kind) : value;
    if (parameter && !(kind == Kind::station && is_file))
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
  const bool is_one =
      split_values(command.hazards).size() == 1; // several are there for --closed-by
  add_files(plan, params, command.hazards, Kind::hazard,
            is_coverage && is_one ? "hazard" : nullptr);
  add_files(plan, params, command.demand, Kind::demand, is_coverage ? "demand" : nullptr);
  add_files(plan, params, command.areas, Kind::area, is_coverage ? "area" : nullptr);
  if (plan.config.layers.empty())
    fail(ErrorKind::invalid_input,
         "nothing to read: name a configuration, or files with --stations and --roads");
  return plan;
}

std::string said(const std::string& message, const PlannerCommand& command) {
  return layers::said_in(layers::AskedIn::command, message, command.question);
}

/// Arrival times go into a .tif as a whole, else as those of points.
bool is_surface(const PlannerCommand& command) {
  return command.question == Question::arrival_times && layers::is_geotiff(command.output);
}

Question question_of(const PlannerCommand& command) {
  return is_surface(command) ? Question::arrival_surface : command.question;
}

void check_output(const PlannerCommand& command) {
  const auto check = is_surface(command) ? layers::check_geotiff_path : layers::check_result_path;
  check(command.output, command.overwrite);
}

void write_surface(const layers::PlannerRequest& request, const layers::Map& map,
                   const PlannerCommand& command) {
  const auto surface = layers::surface_of(std::get<layers::ArrivalRequest>(request), map);
  layers::write_geotiff(layers::answer_grid(surface), command.output, command.overwrite);
}

void answer_question(const PlannerCommand& command) {
  check_output(command);
  const auto question = question_of(command);
  auto params = command.params;
  std::optional<Steps> steps(std::in_place, 3);
  const auto level = spdlog::get_level();
  spdlog::set_level(spdlog::level::warn);
  steps->begin("reading layers, building the road network");
  const auto plan = plan_of(command, params);
  const auto request = layers::read_question(question, params);
  const auto map = load_map(plan, command.sources);
  steps->begin("computing");
  const auto answer = layers::answer(request, map);
  steps->begin("writing");
  if (is_surface(command))
    write_surface(request, map, command);
  else
    layers::write_result(answer, command.output, "answer", command.overwrite);
  steps.reset();
  spdlog::set_level(level);
  for (const auto& warning : answer.warnings)
    fmt::print(stderr, "warning: {}\n", geo::shown_text(said(warning, command)));
  fmt::print(command.output == "-" ? stderr : stdout, "{}", summary_text(question, answer));
}

} // namespace

int run_planner(const PlannerCommand& command) {
  try {
    answer_question(command);
  } catch (const geo::Error& error) {
    throw geo::Error(error.kind(), said(error.what(), command));
  }
  return 0;
}

} // namespace server
