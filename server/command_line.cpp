#include "server/command_line.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/ranges.h>

#include "geo/error.hpp"
#include "layers/requests/question.hpp"
#include "layers/text/folded_text.hpp"
#include "layers/tilesets/tile_export.hpp"
#include "server/commands/check.hpp"
#include "server/commands/planner.hpp"
#include "server/commands/serve.hpp"
#include "server/commands/tiles.hpp"
#include "server/commands/versions.hpp"
#include "server/manual/bash_completion.hpp"
#include "server/manual/man_page.hpp"
#include "server/options/options_reader.hpp"
#include "server/wire/listening_socket.hpp"

namespace server {

namespace {

constexpr int exit_usage = 2; ///< something is wrong with the command line

constexpr auto program_summary = "hazard zones, fire stations and incidents on a map";
constexpr auto program_help = "Serves any GDAL vector source as a map in the browser, as GeoJSON "
                              "tiles and as whole layers for QGIS.";

constexpr auto examples =
    R"(  hazardmap serve data/                        every layer in a folder, on http://127.0.0.1:8080/
  hazardmap serve flood.gpkg stations.geojson  these files
  hazardmap serve hazardmap.json --port 80     as a configuration says
  hazardmap check data/                        what would be repaired, lost or not understood
  hazardmap tiles data/ --zoom 0-12 --output map.pmtiles   the same map as a file, for any web space
  hazardmap response data/ --limits-s 240,480 --output reach.gpkg   where help arrives in time
  hazardmap coverage data/ --area wards                             who is reached, and who is not
  hazardmap nearest data/ --point 108.355,15.914                    who arrives first)";

constexpr auto serve_help = R"(Serve layers and the map over HTTP, until SIGTERM or Ctrl-C.
A source that changes is read again by itself; SIGHUP reads everything again.)";

constexpr auto check_help =
    R"(Read every layer and report what was repaired, lost or not understood.
Exit status: 0 nothing was lost and all that decides answers was understood; 1 something was not,
or a source cannot be read; 2 wrong usage.)";

constexpr auto tiles_help =
    R"(Write layers as vector tiles into one file (or a folder) that maps read without a server of their
own. The tiles are those that `hazardmap serve` answers with; what shows nothing is left out.

The end of --output says what is made:
  map.pmtiles   PMTiles 3: one file on any web space, for MapLibre and QGIS
  map.mbtiles   MBTiles 1.3: an SQLite file, for GDAL, QGIS and mobile apps
  map/          a folder of z/x/y files and a metadata.json (TileJSON)

Work in progress lies in OUTPUT.part; the output appears when it is whole. Ctrl-C, a full disk or a
crash lose seconds: the same command with --resume goes on.

Exit status: 0 done; 1 something is wrong with the data or the disk; 2 wrong usage; 130 Ctrl-C.)";

constexpr auto response_help =
    R"(Write the areas that help reaches within some times, by road and the last metres on foot.

Example:
  hazardmap response sample-data/hazardmap.json --limits-s 240,480 --closed-by 'flood:severity>=3' --output reach.gpkg
  hazardmap response --stations stations.geojson --roads roads.osm.pbf --split station --output reach.geojson

Exit status: 0 done; 1 something is wrong with the data or the question; 2 wrong usage.)";

constexpr auto coverage_help =
    R"(Count who is reached within some times and who is not; write the areas and the gaps.

Example:
  hazardmap coverage sample-data/hazardmap.json --area wards --standard ru-123-fz-76 --output coverage.gpkg
  hazardmap coverage --stations s.geojson --roads r.osm.pbf --demand people.csv --limits-s 240,480

Exit status: 0 done; 1 something is wrong with the data or the question; 2 wrong usage.)";

constexpr auto nearest_help =
    R"(Write which stations arrive first at some places, when, and by which way.

Example:
  hazardmap nearest sample-data/hazardmap.json --point 108.355,15.914 --count 2 --output ways.geojson

Exit status: 0 done; 1 something is wrong with the data or the question; 2 wrong usage.)";

constexpr auto arrival_times_help =
    R"(Write when help arrives at some places, and from which station, by the cells of a grid; or, without
--point, all cells as a cloud-optimised GeoTIFF (.tif).

Example:
  hazardmap arrival-times sample-data/hazardmap.json --point 108.355,15.914 --limit-s 1200 --output times.csv
  hazardmap arrival-times sample-data/hazardmap.json --limit-s 1200 --output times.tif

Exit status: 0 done; 1 something is wrong with the data or the question; 2 wrong usage.)";

constexpr auto sources_help = "One hazardmap.json; or any number of files, folders and connections "
                              "(such as PG:dbname=fire) that GDAL reads";

CLI::App* add_command(CLI::App& program, const char* name, const char* help,
                      std::vector<std::string>& sources) {
  auto* command = program.add_subcommand(name, help);
  command->add_option("SOURCE", sources, sources_help);
  command->callback([&sources] {
    if (sources.empty())
      throw CLI::ValidationError("no SOURCE is given: name a hazardmap.json, files or folders");
  });
  return command;
}

/// What is wrong with an argument, by what `parse` throws; empty: nothing.
template <typename Parse>
auto wrong_by(Parse parse) {
  return [parse](const std::string& argument) -> std::string {
    try {
      parse(argument);
      return "";
    } catch (const geo::Error& error) {
      return error.what();
    }
  };
}

void check_setting(const std::string& assignment) {
  ServerOptions unused;
  set_server_option(unused, assignment);
}

void add_serve(CLI::App& program, ServeRequest& request) {
  auto* serve = add_command(program, "serve", serve_help, request.sources);
  serve->add_option("--address", request.address, "Address to listen on [127.0.0.1]")
      ->option_text("IP");
  serve->add_option("--port", request.port, "Port to listen on; 0 takes a free one [8080]")
      ->check(CLI::Range(0, 65535))
      ->option_text("NUMBER");
  serve
      ->add_option("--listen", request.listen,
                   "Instead of both: 127.0.0.1:8080, [::1]:8080 or unix:/run/hazardmap/http.sock; "
                   "may be given several times")
      ->check(wrong_by(parse_listen_address))
      ->allow_extra_args(false)
      ->option_text("ADDRESS");
  serve->add_option("--socket-threads", request.socket_threads, "Threads that read and send [1]")
      ->check(CLI::Range(1, 256))
      ->option_text("NUMBER");
  serve
      ->add_option("--work-threads", request.work_threads,
                   "Threads that compute answers, for each class of work [2]")
      ->check(CLI::Range(1, 256))
      ->option_text("NUMBER");
  serve
      ->add_option("--set", request.settings,
                   "Any other key of the configuration's \"server\", such as limits.queue=64; "
                   "may be given several times")
      ->check(wrong_by(check_setting))
      ->allow_extra_args(false)
      ->option_text("KEY=VALUE");
  serve->add_flag("-q,--quiet", request.is_quiet, "Do not log requests");
}

void add_tiles(CLI::App& program, TilesRequest& request) {
  auto* tiles = add_command(program, "tiles", tiles_help, request.sources);
  tiles->add_option("--zoom", request.zooms, "First and last zoom, such as 0-12; or one, such as 8")
      ->required()
      ->check(wrong_by(parse_zooms))
      ->option_text("RANGE");
  tiles->add_option("--output", request.output, "What to make: see above")
      ->required()
      ->check(wrong_by(layers::output_kind))
      ->option_text("PATH");
  tiles
      ->add_option("--layers", request.layers,
                   "Ids with commas between, the lowest first [every layer]")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->option_text("IDS");
  tiles->add_option("--bbox", request.bbox, "Only tiles that touch this box [the world]")
      ->check(wrong_by(parse_bbox))
      ->option_text("WEST,SOUTH,EAST,NORTH");
  const auto set_format = [&request](const std::string& name) {
    request.format = name == "mvt" ? layers::TileFormat::mvt : layers::TileFormat::geojson;
  };
  tiles->add_option_function<std::string>("--format", set_format, "Of the tiles [mvt]")
      ->check(CLI::IsMember({"mvt", "geojson"}))
      ->option_text("mvt|geojson");
  tiles->add_option("--threads", request.threads, "Threads that compute [one a core]")
      ->check(CLI::Range(1, 256))
      ->option_text("NUMBER");
  tiles->add_flag("--overwrite", request.overwrite, "Replace an output that is there; begin again");
  tiles->add_flag("--resume", request.resume,
                  "Go on with what was interrupted; begins when nothing was");
}

/// A command that answers one question of planners.
struct PlannerCommandLine {
  const char* name;
  layers::Question question;
  const char* help;
  PlannerCommand command = {};
};

std::string option_name(std::string parameter) {
  std::ranges::replace(parameter, '_', '-');
  return "--" + parameter;
}

/// Files that are read as layers of a kind; with several meanings where `help` says so.
void add_files_option(CLI::App& app, const char* name, std::vector<std::string>& files,
                      const char* help) {
  app.add_option(name, files, help)->allow_extra_args(false)->option_text("FILE");
}

/// "Side of the grid's cells; 5 to 1000 [20]"
std::string help_of(const layers::Parameter& parameter) {
  const bool has_range = parameter.type == layers::Parameter::Type::number ||
                         parameter.type == layers::Parameter::Type::whole;
  return parameter.text.at("en") +
         (has_range ? "; " + layers::legal_text(parameter) : std::string()) +
         (parameter.otherwise.empty() ? "" : fmt::format(" [{}]", parameter.otherwise));
}

/// An option for what is neither files nor their layers.
void add_parameter(CLI::App& app, const layers::Parameter& parameter, layers::Params& params) {
  const auto put = [&params, name = parameter.name](const std::vector<std::string>& values) {
    for (const auto& value : values)
      params.emplace_back(name, value);
  };
  app.add_option_function<std::vector<std::string>>(option_name(parameter.name), put,
                                                    help_of(parameter))
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->option_text(parameter.words.empty() ? parameter.form
                                            : fmt::format("{}", fmt::join(parameter.words, "|")));
}

void add_planner(CLI::App& program, PlannerCommandLine& line) {
  auto& command = line.command;
  command.question = line.question;
  auto* app = program.add_subcommand(line.name, line.help);
  app->add_option("SOURCE", command.sources, sources_help);
  add_files_option(*app, "--stations", command.stations,
                   "Stations to read; or ids of those to use [all]");
  add_files_option(*app, "--roads", command.roads, "Roads to read");
  const bool is_coverage = line.question == layers::Question::coverage;
  const bool is_arrivals = line.question == layers::Question::arrival_times;
  add_files_option(*app, "--hazard", command.hazards,
                   is_coverage ? "Hazard zones to read, or a layer's id: sums by their severity"
                               : "Hazard zones to read, for --closed-by and --slowed-by");
  if (is_coverage) {
    add_files_option(*app, "--demand", command.demand, "People to read, or a layer's id");
    add_files_option(*app, "--area", command.areas,
                     "Areas to read, or a layer's id: sums for each of them");
  }
  for (const auto& parameter : layers::parameters_of(line.question))
    if (!app->get_option_no_throw(option_name(parameter.name)))
      add_parameter(*app, parameter, command.params);
  app->add_option("--output", command.output,
                  fmt::format("What to write: {}.geojson, .gpkg, .fgb, .csv, or - for GeoJSON on "
                              "stdout [-]",
                              is_arrivals ? ".tif, " : ""))
      ->option_text("PATH");
  app->add_flag("--overwrite", command.overwrite, "Replace an output that is there");
}

std::vector<std::string> command_names(const CLI::App& program) {
  std::vector<std::string> names;
  for (const auto* command : program.get_subcommands({}))
    names.push_back(command->get_name());
  return names;
}

/// "--limits-s"
std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* option : app.get_options())
    for (const auto& name : option->get_lnames())
      names.push_back("--" + name);
  return names;
}

/// The only one that begins with the text, else the closest; empty: none is near.
std::string meant(const std::string& text, const std::vector<std::string>& names) {
  const auto begins = [&](const std::string& name) { return name.starts_with(text); };
  if (std::ranges::count_if(names, begins) == 1)
    return *std::ranges::find_if(names, begins);
  return layers::closest(text, names);
}

/// "did you mean coverage?" of a command or option that is not known; else empty.
std::string hint_of(const CLI::App& program) {
  const auto commands = program.get_subcommands();
  for (const auto& word : program.remaining(true)) {
    const auto name = layers::folded(word.substr(0, word.find('=')));
    const bool is_option = name.starts_with('-');
    if (!is_option && !commands.empty())
      continue;
    if (!is_option && program.get_option_no_throw("--" + name))
      return fmt::format("did you mean --{}?", name);
    const auto names = is_option ? option_names(commands.empty() ? program : *commands[0])
                                 : command_names(program);
    if (const auto near = meant(name, names); !near.empty())
      return fmt::format("did you mean {}?", near);
  }
  return "";
}

/// One line: what is wrong, what was meant perhaps, and where to read on.
std::string usage_message(const CLI::App* program, const CLI::Error& error) {
  const auto commands = program->get_subcommands();
  const auto name = commands.empty() ? "hazardmap" : "hazardmap " + commands[0]->get_name();
  const bool may_be_misspelt = dynamic_cast<const CLI::ExtrasError*>(&error) ||
                               dynamic_cast<const CLI::RequiredError*>(&error);
  const auto hint = may_be_misspelt ? hint_of(*program) : "";
  return hint.empty() ? fmt::format("{0}: {1}; see {0} --help\n", name, error.what())
                      : fmt::format("{0}: {1}; {2} See {0} --help\n", name, error.what(), hint);
}

/// CLI11 takes whatever follows an option for its value: the next option, too.
void check_values(const CLI::App& app) {
  for (const auto* option : app.get_options())
    for (const auto& value : option->results())
      if (value.starts_with("--") && app.get_option_no_throw(value.substr(0, value.find('='))))
        throw CLI::ValidationError(
            option->get_name(), fmt::format("its value is missing: {} is an option itself", value));
}

bool is_flag(std::string_view word) {
  for (const auto question : {layers::Question::response_areas, layers::Question::coverage,
                              layers::Question::nearest_stations, layers::Question::arrival_times})
    for (const auto& parameter : layers::parameters_of(question))
      if (parameter.type == layers::Parameter::Type::flag && option_name(parameter.name) == word)
        return true;
  return false;
}

/// The words of the command line, the last one first, as CLI11 wants them. A flag without "true" or
/// "false" behind it is true.
std::vector<std::string> words_from_behind(int argc, char** argv) {
  std::vector<std::string> words;
  for (int i = argc - 1; i > 0; --i) {
    const std::string word = argv[i];
    const bool has_value = !words.empty() && (words.back() == "true" || words.back() == "false");
    words.push_back(is_flag(word) && !has_value ? word + "=true" : word);
  }
  return words;
}

/// Options without names come after the others.
std::vector<OptionText> options_of(const CLI::App& app) {
  std::vector<OptionText> options;
  for (const auto* option : app.get_options()) {
    const bool is_named = option->nonpositional();
    options.push_back({option->get_name(!is_named, is_named), option->get_option_text(),
                       option->get_description()});
  }
  std::stable_partition(options.begin(), options.end(),
                        [](const auto& option) { return !is_positional(option); });
  return options;
}

ProgramText text_of(const CLI::App& program) {
  ProgramText text{.name = program.get_name(),
                   .version = HAZARDMAP_VERSION,
                   .summary = program_summary,
                   .help = program_help,
                   .examples = examples,
                   .options = options_of(program),
                   .commands = {}};
  for (const auto* command : program.get_subcommands({}))
    text.commands.push_back(
        {command->get_name(), command->get_description(), options_of(*command)});
  return text;
}

/// An option that writes something made from the command line's own description, and ends.
void add_writer(CLI::App& program, const char* name, std::string (*write)(const ProgramText&),
                const char* help) {
  const auto print = [&program, write] {
    fmt::print("{}", write(text_of(program)));
    throw CLI::Success();
  };
  program.add_flag_callback(name, print, help);
}

void add_program_options(CLI::App& program) {
  program.footer(fmt::format("\nExamples:\n{}", examples));
  program.set_version_flag("--version", server::version_text);
  add_writer(program, "--man", man_page, "Write the manual page and exit");
  add_writer(program, "--bash-completion", bash_completion,
             "Write the completion for bash and exit");
  program.failure_message(usage_message);
}

} // namespace

int run_command_line(int argc, char** argv) {
  CLI::App program(fmt::format("hazardmap: {}.\n{}", program_summary, program_help), "hazardmap");
  add_program_options(program);
  ServeRequest serve;
  CheckRequest check;
  TilesRequest tiles;
  add_serve(program, serve);
  add_command(program, "check", check_help, check.sources)
      ->add_flag("--json", check.json, "Report as JSON");
  add_tiles(program, tiles);
  std::array planners{
      PlannerCommandLine{"response", layers::Question::response_areas, response_help},
      PlannerCommandLine{"coverage", layers::Question::coverage, coverage_help},
      PlannerCommandLine{"nearest", layers::Question::nearest_stations, nearest_help},
      PlannerCommandLine{"arrival-times", layers::Question::arrival_times, arrival_times_help}};
  for (auto& planner : planners)
    add_planner(program, planner);
  program.final_callback([&] {
    if (program.get_subcommands().empty())
      throw CLI::ValidationError(
          "no command is given: use serve, check, tiles, response, coverage, nearest or "
          "arrival-times");
  });
  try {
    program.parse(words_from_behind(argc, argv));
    for (const auto* command : program.get_subcommands())
      check_values(*command);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? 0 : exit_usage;
  }
  for (const auto& planner : planners)
    if (program.got_subcommand(planner.name))
      return run_planner(planner.command);
  if (program.got_subcommand("tiles"))
    return run_tiles(tiles);
  return program.got_subcommand("serve") ? run_serve(serve) : run_check(check);
}

} // namespace server
