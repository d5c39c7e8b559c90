#include "layers/results/result_writer.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

#include <unistd.h>

#include "geo/error.hpp"
#include "geo/released_by.hpp"
#include "layers/results/gdal_writer.hpp"
#include "layers/results/result_table.hpp"
#include "layers/text/source_path.hpp"

namespace layers {

namespace {

namespace fs = std::filesystem;
using geo::ErrorKind;

[[noreturn]] void fail_with(const std::string& path, int error) {
  geo::fail(ErrorKind::unavailable, "{}: cannot be written: {}; make room, or name another folder",
            path, std::generic_category().message(error));
}

void close_file(std::FILE* file) {
  static_cast<void>(std::fclose(file)); // its content was flushed, and that checked, before
}
using File = std::unique_ptr<std::FILE, geo::ReleasedBy<&close_file>>;

void write_text(std::string_view text, const std::string& path) {
  const File file(std::fopen(path.c_str(), "wbe"));
  if (!file || std::fwrite(text.data(), 1, text.size(), file.get()) != text.size() ||
      std::fflush(file.get()) != 0)
    fail_with(path, errno);
}

void write_standard_output(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    fail_with("standard output", errno);
}

/// As RFC 4180 quotes it.
void append_cell(std::string& csv, const std::string& text, bool is_text) {
  const bool is_quoted =
      text.find_first_of(",\"\r\n") != std::string::npos || (is_text && text.empty());
  if (!is_quoted) {
    csv += text;
    return;
  }
  csv += '"';
  for (const char c : text)
    csv += c == '"' ? std::string("\"\"") : std::string(1, c);
  csv += '"';
}

std::string csv_text(const ResultTable& table) {
  const bool is_points = table.is_points();
  const std::vector<std::string> shape =
      is_points ? std::vector<std::string>{"lon", "lat"} : std::vector<std::string>{"geometry"};
  std::string csv = is_points ? "lon,lat" : "geometry";
  for (const auto& name : distinct_names(table, shape)) {
    csv += ',';
    append_cell(csv, name, true);
  }
  for (const auto& row : table.rows) {
    csv += '\n';
    if (is_points)
      csv += fmt::format("{},{}", row.geometry.at("coordinates").at(0).dump(),
                         row.geometry.at("coordinates").at(1).dump());
    else
      append_cell(csv, well_known_text(row.geometry), false);
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      csv += ',';
      if (i < row.values.size())
        append_cell(csv, value_text(row.values[i]), row.values[i].is_string());
    }
  }
  return csv + '\n';
}

void write_as(const std::string& extension, std::string_view geojson, const std::string& path,
              const std::string& table) {
  if (extension == "geojson")
    write_text(geojson, path);
  else if (extension == "csv")
    write_text(csv_text(read_result_table(geojson)), path);
  else
    write_gdal(read_result_table(geojson), path, table,
               extension == "gpkg" ? "GPKG" : "FlatGeobuf");
}

void remove_file(const fs::path& path) {
  std::error_code ignored;
  fs::remove(path, ignored);
  fs::remove(path.string() + "-journal", ignored); // SQLite's
}

/// A message about the file being written, said of the one that was asked for.
std::string said_of(const std::string& path, std::string message, const std::string& fresh) {
  for (auto at = message.find(fresh); at != std::string::npos; at = message.find(fresh, at))
    message.replace(at, fresh.size(), path);
  return message;
}

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

} // namespace

void check_result_path(const std::string& path, bool overwrite) {
  if (path == "-")
    return;
  constexpr std::array<std::string_view, 4> known{"geojson", "gpkg", "fgb", "csv"};
  const auto extension = extension_of(path);
  if (std::ranges::find(known, extension) == known.end())
    geo::fail(ErrorKind::invalid_input,
              "{}: unknown kind of file; end it with .geojson, .gpkg, .fgb or .csv, or write to -",
              path);
  if (fs::is_directory(path))
    geo::fail(ErrorKind::conflict, "{}: is a folder; name a file", path);
  if (path_exists(path) && !overwrite)
    geo::fail(ErrorKind::conflict, "{}: exists already; name another or add --overwrite", path);
  const auto folder = folder_of(path);
  if (!fs::is_directory(folder))
    geo::fail(ErrorKind::unavailable, "{}: cannot be written: there is no folder {}; make it first",
              path, folder.string());
  if (::access(folder.c_str(), W_OK) != 0)
    fail_with(path, errno);
}

void write_result(std::string_view geojson, const std::string& path, const std::string& table,
                  bool overwrite) {
  if (path == "-")
    return write_standard_output(geojson);
  check_result_path(path, overwrite);
  const auto extension = extension_of(path);
  const auto fresh =
      (folder_of(path) / fmt::format(".{}-{}.{}", stem_of(path), ::getpid(), extension)).string();
  remove_file(fresh);
  try {
    write_as(extension, geojson, fresh, table);
    if (std::rename(fresh.c_str(), path.c_str()) != 0)
      fail_with(path, errno);
  } catch (const geo::Error& error) {
    remove_file(fresh);
    throw geo::Error(error.kind(), said_of(path, error.what(), fresh));
  } catch (...) {
    remove_file(fresh);
    throw;
  }
}

} // namespace layers
