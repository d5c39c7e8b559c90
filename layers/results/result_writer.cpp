#include "layers/results/result_writer.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "geo/error.hpp"
#include "geo/released_by.hpp"
#include "layers/results/csv_writer.hpp"
#include "layers/results/gdal_cog.hpp"
#include "layers/results/gdal_writer.hpp"
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
  static_cast<void>(std::fclose(file)); // of a file that is given up
}
using File = std::unique_ptr<std::FILE, geo::ReleasedBy<&close_file>>;

/// Writes pieces of a text to a file that is open.
TextSink sink_to(std::FILE* file, const std::string& path) {
  return [file, path](std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), file) != text.size())
      fail_with(path, errno);
  };
}

template <typename Write>
void write_text_file(const std::string& path, Write write) {
  File file(std::fopen(path.c_str(), "wbe"));
  if (!file)
    fail_with(path, errno);
  write(sink_to(file.get(), path));
  if (std::fclose(file.release()) != 0)
    fail_with(path, errno);
}

void write_standard_output(const PlannerAnswer& answer) {
  const std::string name = "standard output";
  write_geojson(answer, sink_to(stdout, name));
  if (std::fflush(stdout) != 0)
    fail_with(name, errno);
}

void write_as(const std::string& extension, const PlannerAnswer& answer, const std::string& path,
              const std::string& table) {
  if (extension == "geojson")
    write_text_file(path, [&](const TextSink& sink) { write_geojson(answer, sink); });
  else if (extension == "csv")
    write_text_file(path, [&](const TextSink& sink) { write_csv(answer.features, sink); });
  else
    write_gdal(answer.features, path, table, extension == "gpkg" ? "GPKG" : "FlatGeobuf");
}

/// Waits until what a file or a folder holds has reached the disk.
void sync(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool is_synced = fd >= 0 && ::fsync(fd) == 0;
  const int error = errno;
  if (fd >= 0)
    ::close(fd);
  if (!is_synced && error != EINVAL) // some file systems cannot for folders
    fail_with(path, error);
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

/// Whether a file may stand there.
void check_place(const std::string& path, bool overwrite) {
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

/// `write` makes the file at the path that it is given, in the same folder.
template <typename Write>
void put_file(const std::string& path, Write write) {
  const auto fresh =
      (folder_of(path) / fmt::format(".{}-{}.{}", stem_of(path), ::getpid(), extension_of(path)))
          .string();
  remove_file(fresh);
  try {
    write(fresh);
    sync(fresh);
    if (std::rename(fresh.c_str(), path.c_str()) != 0)
      fail_with(path, errno);
    sync(folder_of(path).string());
  } catch (const geo::Error& error) {
    remove_file(fresh);
    throw geo::Error(error.kind(), said_of(path, error.what(), fresh));
  } catch (...) {
    remove_file(fresh);
    throw;
  }
}

} // namespace

void check_result_path(const std::string& path, bool overwrite) {
  if (path == "-")
    return;
  constexpr std::array<std::string_view, 4> known{"geojson", "gpkg", "fgb", "csv"};
  if (std::ranges::find(known, extension_of(path)) == known.end())
    geo::fail(ErrorKind::invalid_input,
              "{}: unknown kind of file; end it with .geojson, .gpkg, .fgb or .csv, or write to -",
              path);
  check_place(path, overwrite);
}

void write_result(const PlannerAnswer& answer, const std::string& path, const std::string& table,
                  bool overwrite) {
  if (path == "-")
    return write_standard_output(answer);
  check_result_path(path, overwrite);
  put_file(path,
           [&](const std::string& fresh) { write_as(extension_of(path), answer, fresh, table); });
}

bool is_geotiff(const std::string& path) {
  return extension_of(path) == "tif";
}

void check_geotiff_path(const std::string& path, bool overwrite) {
  if (!is_geotiff(path))
    geo::fail(ErrorKind::invalid_input, "{}: unknown kind of file; end it with .tif", path);
  check_place(path, overwrite);
}

void write_geotiff(const AnswerGrid& grid, const std::string& path, bool overwrite) {
  check_geotiff_path(path, overwrite);
  put_file(path, [&](const std::string& fresh) { write_cog(grid, fresh); });
}

} // namespace layers
