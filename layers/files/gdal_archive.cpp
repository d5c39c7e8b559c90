#include "layers/files/gdal_archive.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include <cpl_string.h>
#include <cpl_vsi.h>
#include <fmt/core.h>

#include "geo/error.hpp"
#include "layers/files/gdal_members.hpp"
#include "layers/files/source_kinds.hpp"
#include "layers/gdal/gdal_dataset.hpp"
#include "layers/text/list_text.hpp"
#include "layers/text/source_path.hpp"

namespace layers {

namespace {

using geo::ErrorKind;

std::string without_extension(const std::string& path) {
  return path.substr(0, path.rfind('.'));
}

bool is_tar(const std::string& path) {
  const auto extension = extension_of(path);
  return extension == "tar" || extension == "tgz" ||
         (extension == "gz" && extension_of(without_extension(path)) == "tar");
}

bool is_compressed(const std::string& source) {
  return extension_of(source) == "gz" && !is_tar(source);
}

/// GDAL's name of an archive, or of a file in it.
std::string inside(const std::string& archive, const std::string& path) {
  const auto end = path.ends_with('/') ? path.size() - 1 : path.size(); // it opens no "a.zip/"
  return (is_tar(archive) ? "/vsitar/" : "/vsizip/") + path.substr(0, end);
}

/// What Finder and others leave in archives, beside what was meant.
bool is_left_over(std::string_view path) {
  const auto name = path.substr(path.rfind('/') + 1);
  return path.starts_with("__MACOSX/") || path.find("/__MACOSX/") != std::string_view::npos ||
         name.starts_with('.') || name.empty();
}

/// "a.gdb" of "a.gdb/a00000001.gdbtable", else the path itself.
std::string file_or_database(const std::string& path) {
  constexpr std::string_view database = ".gdb/";
  const auto found = path.find(database);
  return found == std::string::npos ? path : path.substr(0, found + database.size() - 1);
}

std::set<std::string> files_in(const std::string& archive) {
  check_members(archive);
  const GdalMessages messages;
  const CPLStringList paths(VSIReadDirRecursive(inside(archive, archive).c_str()));
  std::set<std::string> files;
  for (int i = 0; i < paths.size(); ++i) {
    const std::string path = paths[i];
    if (!is_left_over(path) && !path.ends_with('/'))
      files.insert(file_or_database(path));
  }
  return files;
}

template <typename Wanted>
std::vector<std::string> those(const std::set<std::string>& files, Wanted wanted) {
  std::vector<std::string> chosen;
  std::ranges::copy_if(files, std::back_inserter(chosen),
                       [&](const std::string& file) { return wanted(extension_of(file)); });
  return chosen;
}

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

bool are_shapefiles_of_one_folder(const std::vector<std::string>& files) {
  return files.size() > 1 && std::ranges::all_of(files, [&](const std::string& file) {
           return extension_of(file) == "shp" && folder_of(file) == folder_of(files.front());
         });
}

/// "d/flood" of "d/flood.dbf".
std::string beside(const std::string& file) {
  const auto dot = file.rfind('.');
  const auto slash = file.rfind('/');
  const bool has_dot = dot != std::string::npos && (slash == std::string::npos || dot > slash);
  return has_dot ? file.substr(0, dot) : file;
}

/// Files beside those that surely hold layers which may hold some too, and are no parts of those:
/// "flood.dbf" and "flood.shp.xml" are parts of "flood.shp".
std::vector<std::string> doubtful_among(const std::set<std::string>& files,
                                        const std::vector<std::string>& sure) {
  std::set<std::string> taken(sure.begin(), sure.end());
  for (const auto& file : sure)
    taken.insert(beside(file));
  auto found = those(files, [](const std::string& extension) {
    return may_hold_layers(extension) && !holds_layers(extension);
  });
  std::erase_if(found, [&](const std::string& file) {
    const auto extension = extension_of(file);
    const bool is_part = is_part_of_another(extension) || extension == "txt" || extension == "xml";
    return is_part && taken.contains(beside(file));
  });
  return found;
}

/// Files that can hold nothing but layers; in an archive without any, those that may.
std::vector<std::string> files_with_layers(const std::string& archive) {
  const auto files = files_in(archive);
  const auto sure = those(files, holds_layers);
  const auto found = sure.empty() ? those(files, may_hold_layers) : sure;
  if (are_shapefiles_of_one_folder(found))
    return {folder_of(found.front())};
  return found;
}

bool is_packed(const std::string& file) {
  const auto extension = extension_of(file);
  const bool is_top = file.ends_with('/'); // of the archive itself
  return !is_top && (extension == "zip" || is_tar(file) || extension == "7z" || extension == "rar");
}

std::string only_source_in(const std::string& archive) {
  const auto found = sources_in(archive);
  if (found.size() == 1 && is_packed(found.front()))
    geo::fail(ErrorKind::invalid_input, "{}: holds another archive, {}; unpack it", archive,
              found.front());
  if (found.size() > 1)
    geo::fail(ErrorKind::invalid_input, "{}: holds several files with layers; name one of them: {}",
              archive, list_text(found));
  if (!found.empty())
    return found.front();
  const auto files = files_in(archive);
  if (files.empty())
    geo::fail(ErrorKind::invalid_input,
              "{}: cannot be read as an archive, or is empty; pack it "
              "again",
              archive);
  geo::fail(ErrorKind::invalid_input, "{}: holds no file with layers, only {}", archive,
            list_text(std::vector(files.begin(), files.end())));
}

} // namespace

bool is_archive(const std::string& source) {
  return !is_connection(source) && (extension_of(source) == "zip" || is_tar(source));
}

std::vector<std::string> sources_in(const std::string& archive) {
  std::vector<std::string> sources;
  for (const auto& file : files_with_layers(archive))
    sources.push_back(file.empty() ? archive + "/" : fmt::format("{}/{}", archive, file));
  return sources;
}

std::vector<std::string> doubtful_sources_in(const std::string& archive) {
  const auto files = files_in(archive);
  const auto sure = those(files, holds_layers);
  std::vector<std::string> sources;
  if (sure.empty()) // sources_in() has them all
    return sources;
  for (const auto& file : doubtful_among(files, sure))
    sources.push_back(fmt::format("{}/{}", archive, file));
  return sources;
}

bool is_packed_in_archive(const std::string& source) {
  const auto archive = is_connection(source) ? "" : archive_of(source);
  return !archive.empty() && archive != source && is_packed(source);
}

std::string gdal_path(const std::string& source) {
  if (is_connection(source))
    return source;
  if (const auto archive = archive_of(source); !archive.empty() && archive != source)
    return (is_compressed(source) ? "/vsigzip/" : "") + inside(archive, source);
  if (is_archive(source) && path_exists(source))
    return gdal_path(only_source_in(source));
  return is_compressed(source) ? "/vsigzip/" + source : source;
}

std::string inner_extension(const std::string& source) {
  if (is_compressed(source))
    return extension_of(without_extension(source));
  if (!is_archive(source) || !path_exists(source))
    return extension_of(source);
  const auto found = sources_in(source);
  return found.size() == 1 ? extension_of(found.front()) : "";
}

} // namespace layers
