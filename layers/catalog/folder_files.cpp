#include "layers/catalog/folder_files.hpp"

#include <algorithm>
#include <array>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "geo/error.hpp"
#include "layers/files/gdal_bytes.hpp"
#include "layers/files/source_kinds.hpp"
#include "layers/text/source_path.hpp"

namespace layers {

namespace fs = std::filesystem;

namespace {

bool is_hidden(const fs::path& path) {
  return path.filename().string().starts_with('.');
}

/// The file of the same name that others belong to: flood.shp of flood.dbf.
bool has_main_file(const fs::path& part) {
  std::error_code unreadable;
  for (const auto& entry : fs::directory_iterator(part.parent_path(), unreadable)) {
    const auto extension = extension_of(entry.path().string());
    if (entry.path() != part && entry.path().stem() == part.stem() && holds_layers(extension))
      return true;
  }
  return false;
}

/// What may be GeoJSON, GML or data of OpenStreetMap, if not whole.
bool speaks_of_features(const std::string& file) {
  constexpr std::size_t enough_bytes = 1 << 20;
  const auto text = first_bytes_of(file, enough_bytes);
  return std::ranges::any_of(
      std::array{"\"coordinates\"", "\"features\"", "gml:", "<osm", "OSMHeade"},
      [&](const char* word) { return text.find(word) != std::string::npos; });
}

/// Tables that are parts of others only when those are there.
bool may_stand_alone(const fs::path& path) {
  const auto extension = extension_of(path.string());
  return (extension == "dbf" || extension == "dat") && !has_main_file(path);
}

} // namespace

bool is_silent(const fs::path& path) {
  const auto extension = extension_of(path.string());
  const bool is_text = extension == "txt" || extension == "md" || extension == "lic" ||
                       extension == "license" ||
                       (extension.empty() && !speaks_of_features(path.string()));
  return is_hidden(path) || is_text || (is_part_of_another(extension) && !may_stand_alone(path));
}

std::vector<fs::path> entries_of(const std::string& folder) {
  std::vector<fs::path> entries;
  std::error_code unreadable;
  const fs::directory_iterator all(folder, unreadable);
  if (unreadable)
    geo::fail(geo::ErrorKind::invalid_input,
              "{}: a folder that cannot be read ({}); give the server the permission", folder,
              unreadable.message());
  for (const auto& entry : all)
    if (!is_hidden(entry.path()))
      entries.push_back(entry.path());
  std::ranges::sort(entries);
  return entries;
}

bool is_file_database(const fs::path& path) {
  return extension_of(path.string()) == "gdb";
}

bool is_worth_a_try(const fs::path& path) {
  const auto extension = extension_of(path.string());
  return extension.empty() || !is_silent(path) || (extension == "txt" && !has_main_file(path));
}

bool may_be_layer(const std::string& file) {
  const auto extension = extension_of(file);
  if (extension.empty() || extension == "json" || extension == "xml")
    return speaks_of_features(file);
  return holds_layers(extension) || may_hold_layers(extension);
}

bool may_be_read(const fs::path& path) {
  const int wanted = is_folder(path.string()) ? R_OK | X_OK : R_OK;
  return ::faccessat(AT_FDCWD, path.c_str(), wanted, AT_EACCESS) == 0;
}

std::vector<std::string> layer_files_in(const fs::path& folder) {
  std::vector<std::string> files;
  std::error_code unreadable;
  for (const auto& entry : fs::directory_iterator(folder, unreadable))
    if (holds_layers(extension_of(entry.path().string())))
      files.push_back(entry.path().filename().string());
  std::ranges::sort(files);
  return files;
}

} // namespace layers
