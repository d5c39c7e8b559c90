#include "layers/text/source_path.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <utility>

#include "geo/error.hpp"
#include "layers/text/folded_text.hpp"

namespace layers {

namespace {

bool is_url(std::string_view connection) {
  return connection.find("://") != std::string_view::npos;
}

/// The part of a connection that is a path: of an archive's file, or of a URL without its query. Of
/// any other nothing: what stands last in it may be a password.
std::string_view path_of(std::string_view connection) {
  for (const std::string_view archive : {"/vsizip/", "/vsitar/", "/vsigzip/"})
    if (connection.starts_with(archive) && !is_url(connection))
      return connection;
  const bool has_path = connection.starts_with("/vsi") || connection.starts_with("http");
  const auto query = connection.find_first_of("?#");
  return has_path && connection.find('/', 1) < query ? connection.substr(0, query) : "";
}

std::string_view last_part(std::string_view source) {
  if (is_connection(source))
    source = path_of(source);
  while (source.ends_with('/'))
    source.remove_suffix(1);
  return source.substr(source.rfind('/') + 1);
}

/// Where the extension starts, at its dot; the end when there is none.
std::size_t extension_start(std::string_view name) {
  const auto dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0)
    return name.size();
  constexpr std::array<std::string_view, 6> of_osm{".pbf", ".gz", ".bz2", ".xml", ".xz", ".zst"};
  const auto before = name.substr(0, dot).rfind('.');
  const bool is_double = before != std::string_view::npos && before > 0 &&
                         name.substr(before, dot - before) == ".osm" &&
                         std::ranges::find(of_osm, folded(name.substr(dot))) != of_osm.end();
  return is_double ? before : dot;
}

/// `ending` in lower case.
bool has_ending(std::string_view path, std::string_view ending) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; };
  return path.size() >= ending.size() &&
         std::ranges::equal(path.substr(path.size() - ending.size()), ending, {}, lower);
}

bool is_archive_name(std::string_view path) {
  return has_ending(path, ".zip") || has_ending(path, ".tar") || has_ending(path, ".tgz") ||
         has_ending(path, ".tar.gz");
}

/// What GDAL's outermost file system of a path works on, where that is a path too
/// (gdal.org/user/virtual_file_systems.html): "b.shp" of "/vsisubfile/0_100,b.shp".
std::optional<std::string_view> within_vsi(std::string_view path) {
  if (!path.starts_with("/vsi"))
    return std::nullopt;
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> systems{
      {{"/vsizip/", ""},
       {"/vsitar/", ""},
       {"/vsigzip/", ""},
       {"/vsi7z/", ""},
       {"/vsirar/", ""},
       {"/vsisparse/", ""},
       {"/vsisubfile/", ","},
       {"/vsicrypt/", "file="}}};
  const auto* const system =
      std::ranges::find_if(systems, [&](const auto& each) { return path.starts_with(each.first); });
  if (system == systems.end())
    return std::nullopt;
  path.remove_prefix(system->first.size());
  const auto before = path.find(system->second); // what stands in front of the path
  path.remove_prefix(before == std::string_view::npos ? 0 : before + system->second.size());
  return path.starts_with('{') ? path.substr(1, path.rfind('}') - 1) : path;
}

} // namespace

bool is_connection(std::string_view source) {
  if (source.starts_with("/vsi") || source.starts_with('<') || source.starts_with('{'))
    return true;
  const auto colon = source.find(':');
  return colon != std::string_view::npos &&
         source.substr(0, colon).find('/') == std::string_view::npos &&
         !path_exists(std::string(source));
}

bool path_exists(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

bool is_folder(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored);
}

std::optional<std::uintmax_t> file_size_bytes(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error))
    return std::nullopt;
  const auto size = std::filesystem::file_size(path, error);
  return error ? std::nullopt : std::optional(size);
}

std::string archive_of(const std::string& path) {
  for (auto end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const auto part = std::string_view(path).substr(0, end);
    if (is_archive_name(part) && file_size_bytes(std::string(part)))
      return std::string(part);
    if (end == std::string::npos)
      return "";
  }
}

std::string file_behind(const std::string& source) {
  std::string_view path = source;
  for (auto inner = within_vsi(path); inner; inner = within_vsi(path))
    path = *inner;
  auto archive = archive_of(std::string(path));
  return archive.empty() ? std::string(path) : archive;
}

std::string stem_of(const std::string& source) {
  const auto name = last_part(source);
  std::string stem(name.substr(0, extension_start(name)));
  return extension_of(source) == "gz" ? stem.substr(0, extension_start(stem)) : stem;
}

std::string extension_of(const std::string& source) {
  const auto name = last_part(source);
  const auto start = extension_start(name);
  return start == name.size() ? "" : folded(name.substr(start + 1));
}

} // namespace layers
