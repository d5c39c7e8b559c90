#include "layers/catalog/discovery.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/ranges.h>

#include "geo/error.hpp"
#include "layers/catalog/folder_files.hpp"
#include "layers/catalog/guess.hpp"
#include "layers/config/configuration_file.hpp"
#include "layers/config/osm_layers.hpp"
#include "layers/features/attributes.hpp"
#include "layers/files/gdal_archive.hpp"
#include "layers/files/source_files.hpp"
#include "layers/files/source_kinds.hpp"
#include "layers/files/source_look.hpp"
#include "layers/osm/osm_reader.hpp"
#include "layers/sources/csv_reader.hpp"
#include "layers/sources/gdal_raster.hpp"
#include "layers/sources/gdal_schema.hpp"
#include "layers/sources/geojson_reader.hpp"
#include "layers/sources/reading.hpp"
#include "layers/text/folded_text.hpp"
#include "layers/text/list_text.hpp"
#include "layers/text/source_path.hpp"
#include "layers/text/text_decoder.hpp"

namespace layers {

namespace {

namespace fs = std::filesystem;
using geo::PartType;

std::string slug(std::string_view name) {
  std::string id;
  for (const char c : folded(name)) {
    const bool legal = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    if (legal)
      id += c;
    else if (!id.empty() && id.back() != '-')
      id += '-';
  }
  while (id.ends_with('-'))
    id.pop_back();
  return id.empty() ? "layer" : id;
}

/// Whether a word of a file's name speaks of the file, not of what it holds: "8pct", "epsg4326".
bool is_of_the_file(std::string_view as_written) {
  const std::string word = folded(as_written);
  const auto letters = word.substr(0, word.find_first_of("0123456789"));
  const auto behind = word.substr(std::min(word.find_first_not_of("0123456789"), word.size()));
  return letters == "epsg" || letters == "wgs" || letters == "crs" || behind == "pct" ||
         word == "4326" || word == "3857" || word == "simplified";
}

/// "special-flood_areas" -> "Special flood areas", "vn-wards-8pct" -> "VN wards". File names may be
/// any bytes; titles are UTF-8.
std::string title_of(const std::string& raw_name) {
  bool assumed = false;
  auto name = TextDecoder("", raw_name).decode(raw_name, assumed);
  std::ranges::replace_if(
      name, [](char c) { return c == '-' || c == '_'; }, ' ');
  for (auto blank = name.rfind(' '); blank != std::string::npos && blank > 0;
       blank = name.rfind(' ')) {
    if (!is_of_the_file(std::string_view(name).substr(blank + 1)))
      break;
    name.resize(blank);
  }
  const auto first = std::string_view(name).substr(0, name.find(' '));
  const bool is_initials = first.size() == 2 && first.find_first_of("aeiouy") == std::string::npos;
  for (std::size_t i = 0; i < (is_initials ? 2U : 1U) && i < name.size(); ++i)
    if (name[i] >= 'a' && name[i] <= 'z')
      name[i] = static_cast<char>(name[i] - 'a' + 'A');
  return name;
}

/// The schema of a source that was read as a whole, by the features in it.
TableSchema schema_of(const RawSource& raw, const std::string& source) {
  constexpr std::size_t sample_size = 200;
  std::array<std::size_t, 3> counts{};
  for (const auto type : raw.features.geometry.part_types)
    ++counts.at(static_cast<std::size_t>(type));
  const auto most = std::ranges::max_element(counts) - counts.begin();
  const bool is_known = counts.at(static_cast<std::size_t>(most)) > 0;
  return {stem_of(source), is_known ? std::optional(static_cast<PartType>(most)) : std::nullopt,
          raw.attributes.empty() ? attribute_names(raw.features, sample_size) : raw.attributes};
}

std::vector<TableSchema> tables_of(const std::string& source, Reach reach) {
  LayerConfig config;
  config.source = source;
  const auto read = [&]() -> std::vector<TableSchema> {
    if (const auto raw = read_csv(config))
      return {schema_of(*raw, source)};
    if (const auto raw = read_geojson(config))
      return {schema_of(*raw, source)};
    return gdal_tables(source, reach);
  };
  return in_memory(config, [&] { return read_in_time(config, read); });
}

/// What names the source; an archive's only file names it too.
std::string telling_name(const std::string& source) {
  const auto files =
      is_archive(source) && path_exists(source) ? sources_in(source) : std::vector<std::string>();
  return files.size() == 1 ? stem_of(source) + " " + stem_of(files.front()) : stem_of(source);
}

LayerGuess guessed(const std::string& source, const TableSchema& table, bool is_only_table) {
  const auto stem = stem_of(source); // none: a connection, whose tables have names
  const auto name = stem.empty() ? table.name : is_only_table ? stem : stem + "-" + table.name;
  const auto kind = guess_kind(telling_name(source) + " " + table.name, table);
  LayerGuess guess;
  guess.config.id = slug(name);
  guess.config.kind = kind.kind;
  guess.config.style = kind.style;
  guess.config.title = {{"", title_of(is_only_table && !stem.empty() ? stem : table.name)}};
  guess.config.source = source;
  if (!is_only_table)
    guess.config.tables = {table.name};
  guess.shape = table.shape;
  guess.because = kind.because;
  return guess;
}

std::vector<LayerGuess> osm_guesses(const std::string& source) {
  auto configs = osm_layers(source);
  const auto read = [&] { return osm_has_features(source, configs); };
  const auto are_there =
      in_memory(configs.front(), [&] { return read_in_time(configs.front(), read); });
  const bool is_empty =
      std::ranges::find(are_there, true) == are_there.end() && is_empty_osm(source);
  std::vector<LayerGuess> guesses;
  for (std::size_t i = 0; i < configs.size(); ++i) {
    if (!are_there[i] && !is_empty)
      continue;
    auto& config = configs[i];
    const auto shape = config.tables == std::vector<std::string>{"multipolygons"}
                           ? PartType::polygon
                       : config.kind == Kind::road ? PartType::line
                                                   : PartType::point;
    const auto because = "OpenStreetMap, " + config.where.substr(0, config.where.find(" AND "));
    guesses.push_back({std::move(config), shape, because});
  }
  if (guesses.empty())
    geo::fail(geo::ErrorKind::invalid_input,
              "{}: no roads, fire stations, hydrants or water; check the file", source);
  return guesses;
}

/// Whether the name speaks of people: the cells of such a raster are a demand.
bool speaks_of_people(const std::string& source) {
  static constexpr std::array<std::string_view, 14> words{
      "pop", "ppp",    "population", "worldpop", "ghspop", "landscan",  "hrsl",
      "gpw", "people", "persons",    "danso",    "census", "einwohner", "население"};
  const auto name = telling_name(source);
  const auto of_name = words_of(name);
  const auto is_word = [&](std::string_view word) {
    return std::ranges::find(words, word) != words.end();
  };
  return std::ranges::any_of(of_name, is_word) || folded(name).find("dan_so") != std::string::npos;
}

LayerGuess people_guess(const std::string& source) {
  LayerGuess guess;
  guess.config.id = slug(stem_of(source));
  guess.config.kind = Kind::demand;
  guess.config.title = {{"", title_of(stem_of(source))}};
  guess.config.source = source;
  guess.shape = PartType::polygon;
  guess.because = "raster whose name speaks of people";
  return guess;
}

/// Of a file, or of an archive that is one source.
std::vector<LayerGuess> guesses_of(const std::string& source, Reach reach) {
  if (is_osm_file(source))
    return osm_guesses(source);
  if (speaks_of_people(source) && is_raster(source, reach))
    return {people_guess(source)};
  const auto tables = tables_of(source, reach);
  std::vector<LayerGuess> guesses;
  guesses.reserve(tables.size());
  for (const auto& table : tables)
    guesses.push_back(guessed(source, table, tables.size() == 1));
  return guesses;
}

bool is_plain_table(const std::string& extension) {
  return extension == "csv" || extension == "tsv";
}

/// A file of an archive: as one of a folder, what cannot be read leaves the others alone. `source`:
/// what it is called, the archive itself when no other surely holds layers.
void append_member(SourceGuess& guess, const std::string& source, const std::string& member) {
  const auto extension = extension_of(member);
  const bool is_folder_of_archive = extension.empty() || member.ends_with('/'); // of shapefiles
  if (is_packed_in_archive(member)) {
    guess.not_read.push_back(member + ": an archive in another; unpack it");
    return;
  }
  try {
    std::ranges::move(guesses_of(source, Reach::itself), std::back_inserter(guess.layers));
  } catch (const geo::Error& error) {
    if (is_plain_table(extension))
      guess.not_read.emplace_back(error.what());
    else if (holds_layers(extension) || is_folder_of_archive)
      guess.broken.emplace_back(error.what());
    else
      guess.notes.emplace_back(error.what());
  }
}

/// An archive of which nothing can be read is refused as a whole.
void check_not_empty(const std::string& archive, const SourceGuess& guess) {
  if (!guess.layers.empty())
    return;
  std::vector<std::string> why;
  for (const auto* lines : {&guess.broken, &guess.not_read, &guess.notes})
    why.insert(why.end(), lines->begin(), lines->end());
  geo::fail(geo::ErrorKind::invalid_input, "{}: nothing in it can be read: {}", archive,
            list_text(why));
}

/// Every file in it that holds layers, or may.
SourceGuess archive_guess(const std::string& archive) {
  const auto sources = sources_in(archive);
  const auto doubtful = doubtful_sources_in(archive);
  if (sources.size() + doubtful.size() > most_tables)
    geo::fail(
        geo::ErrorKind::too_large,
        "{}: holds {} files that may be layers, more than {}; name those you want, or unpack it",
        archive, sources.size() + doubtful.size(), most_tables);
  SourceGuess guess;
  const bool has_names = sources.size() > 1 || (!sources.empty() && is_osm_file(sources.front()));
  if (!has_names && doubtful.empty()) { // it is called by its own name
    guess.layers = guesses_of(archive, Reach::itself);
    return guess;
  }
  if (has_names)
    for (const auto& source : sources)
      append_member(guess, source, source);
  else
    append_member(guess, archive, sources.front());
  for (const auto& source : doubtful)
    append_member(guess, source, source);
  check_not_empty(archive, guess);
  return guess;
}

SourceGuess source_guess(const std::string& source, Reach reach) {
  check_files(source, reach);
  if (is_archive(source) && path_exists(source))
    return archive_guess(source);
  SourceGuess guess;
  guess.layers = guesses_of(source, reach);
  return guess;
}

/// A plan in the making.
struct Planning {
  const LayerPlan& before;
  LayerPlan plan = {};
  std::vector<LayerGuess> guesses = {};
  SourceLook look = {};
};

/// Guesses, unless it was done before and nothing has changed.
const SourceGuess& guess_of(const std::string& source, Reach reach, Planning& planning) {
  auto stamp = planning.look.stamp(source);
  const auto old = planning.before.guesses.find(source);
  const bool is_as_before =
      old != planning.before.guesses.end() && !stamp.empty() && old->second.stamp == stamp;
  auto found = is_as_before ? old->second : source_guess(source, reach);
  for (auto& layer : found.layers)
    layer.config.reach = is_archive(source) ? Reach::itself : reach;
  found.stamp = std::move(stamp);
  return planning.plan.guesses[source] = std::move(found);
}

void add_lines(std::vector<std::string>& lines, const std::vector<std::string>& more) {
  lines.insert(lines.end(), more.begin(), more.end());
}

void append(const std::string& source, Reach reach, Planning& planning) {
  const auto& found = guess_of(source, reach, planning);
  auto& plan = planning.plan;
  planning.guesses.insert(planning.guesses.end(), found.layers.begin(), found.layers.end());
  add_lines(plan.notes, found.notes);
  add_lines(plan.not_read, found.not_read);
  add_lines(plan.broken, found.broken);
}

/// "…/old: a folder, which is not looked into; name it too for the layers in it: flood.shp"
void note_folder(const fs::path& folder, LayerPlan& plan) {
  const auto files = layer_files_in(folder);
  if (!files.empty())
    plan.notes.push_back(
        fmt::format("{}: a folder, which is not looked into; name it too for what is in it: {}",
                    folder.string(), list_text(files)));
}

void note_unread(const std::string& file, const std::string& why, LayerPlan& plan) {
  const auto extension = extension_of(file);
  if (holds_layers(extension) && !is_plain_table(extension))
    plan.broken.push_back(why);
  else if (may_be_layer(file))
    plan.not_read.push_back(why);
  else
    plan.notes.push_back(why);
}

void append_file(const fs::path& path, Planning& planning) {
  const auto file = path.string();
  auto& plan = planning.plan;
  if (holds_no_layers(extension_of(file))) {
    plan.notes.push_back(file + ": a document, picture, project or the like");
    return;
  }
  try {
    append(file, Reach::itself, planning);
  } catch (const geo::Error& error) {
    if (!is_silent(path))
      note_unread(file, error.what(), plan);
    else if (!may_be_read(path))
      plan.not_read.emplace_back(error.what());
  }
}

/// A source that was named. When it can be read no more, its layers stay as they were guessed
/// before: who reads them finds out, and nothing else changes. Tried again by the next plan.
void append_named(const std::string& source, Planning& planning) {
  try {
    append(source, Reach::anywhere, planning);
  } catch (const geo::Error&) {
    const auto old = planning.before.guesses.find(source);
    if (old == planning.before.guesses.end())
      throw;
    auto& kept = planning.plan.guesses[source] = old->second;
    kept.stamp.clear();
    planning.guesses.insert(planning.guesses.end(), kept.layers.begin(), kept.layers.end());
  }
}

void append_folder(const std::string& folder, Planning& planning) {
  auto& plan = planning.plan;
  for (const auto& path : entries_of(folder)) {
    if (is_folder(path.string()) && !may_be_read(path))
      plan.not_read.push_back(path.string() +
                              ": a folder that cannot be read; give the server the permission");
    else if (is_folder(path.string()) && !is_file_database(path))
      note_folder(path, plan);
    else if (is_no_file(path))
      plan.notes.push_back(path.string() + ": a pipe, socket or device, not a file");
    else if (is_worth_a_try(path) && leads_out(folder, path))
      plan.not_read.push_back(path.string() +
                              ": a link that leads out of the folder; name what it leads to");
    else if (is_worth_a_try(path))
      append_file(path, planning);
  }
}

/// Drawn from the lowest to the topmost.
int drawing_rank(const LayerGuess& guess) {
  const bool is_polygon = guess.shape == PartType::polygon;
  switch (guess.config.kind) {
  case Kind::area:
    return 0;
  case Kind::demand:
    return is_polygon ? 1 : 6;
  case Kind::reference:
    return is_polygon ? 2 : guess.shape == PartType::line ? 4 : 6;
  case Kind::hazard:
    return 3;
  case Kind::road:
    return 5;
  case Kind::incident:
    return 7;
  default:
    return 8;
  }
}

void make_ids_unique(std::vector<LayerGuess>& guesses) {
  std::set<std::string> taken;
  for (auto& guess : guesses) {
    const auto id = guess.config.id;
    for (int n = 2; !taken.insert(guess.config.id).second; ++n)
      guess.config.id = fmt::format("{}-{}", id, n);
  }
}

/// The configuration file that the arguments mean; empty: they name sources.
std::string configuration_among(const std::vector<std::string>& arguments) {
  const auto file = std::ranges::find_if(arguments, is_configuration);
  if (file != arguments.end() && arguments.size() > 1)
    geo::fail(geo::ErrorKind::invalid_input,
              "{}: is a configuration; name it alone, and the sources in it", *file);
  if (arguments.size() != 1)
    return "";
  auto inside = (fs::path(arguments[0]) / "hazardmap.json").string();
  if (is_folder(arguments[0]) && path_exists(inside))
    return inside;
  return is_configuration(arguments[0]) ? arguments[0] : "";
}

} // namespace

LayerPlan plan_layers(const std::vector<std::string>& arguments, const LayerPlan& before) {
  Planning planning{before};
  auto& plan = planning.plan;
  auto& guesses = planning.guesses;
  if (const auto file = configuration_among(arguments); !file.empty()) {
    plan.config = read_config(file);
    return std::move(plan);
  }
  for (const auto& argument : arguments) {
    if (is_folder(argument) && extension_of(argument) != "gdb")
      append_folder(argument, planning);
    else
      append_named(argument, planning);
  }
  if (guesses.empty() && plan.broken.empty() && plan.not_read.empty())
    geo::fail(geo::ErrorKind::invalid_input,
              "{}: no layer found; name files, folders or GDAL connections with vector data",
              fmt::join(arguments, " "));
  make_ids_unique(guesses);
  std::ranges::stable_sort(guesses, {}, drawing_rank);
  for (auto& guess : guesses) {
    plan.config.layers.push_back(std::move(guess.config));
    plan.because.push_back(std::move(guess.because));
  }
  return std::move(plan);
}

} // namespace layers
