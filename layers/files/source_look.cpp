#include "layers/files/source_look.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <memory>
#include <string_view>

#include <dirent.h>
#include <fmt/compile.h>
#include <sys/stat.h>

#include "layers/text/source_path.hpp"

namespace layers {

namespace {

/// Up to its last slash: "data/" of "data/flood.shp".
std::string_view folder_part(std::string_view path) {
  return path.substr(0, path.rfind('/') + 1);
}

std::string_view file_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

/// "flood" of "flood.shp" and of "flood"; ".flood" of itself.
std::string_view stem_of_name(std::string_view name) {
  const auto dot = name.rfind('.');
  return dot == 0 ? name : name.substr(0, dot);
}

/// SQLite makes such files for whoever reads: they tell nothing about the content.
bool is_reading_aid(std::string_view path, std::uintmax_t bytes) {
  return path.ends_with("-shm") || (path.ends_with("-wal") && bytes == 0);
}

/// What lies in a folder, by name; nothing if it cannot be read. Half the time of
/// std::filesystem, which makes a path of each name.
std::vector<std::string> listed(const std::string& folder) {
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::opendir(folder.c_str()), ::closedir);
  std::vector<std::string> names;
  while (const auto* entry = stream ? ::readdir(stream.get()) : nullptr)
    if (const std::string_view name = entry->d_name; name != "." && name != "..")
      names.emplace_back(name);
  std::ranges::sort(names);
  return names;
}

} // namespace

const SourceLook::File& SourceLook::file_at(const std::string& path) {
  const auto [found, is_new] = m_files.try_emplace(path);
  struct stat status {};
  if (is_new && ::stat(path.c_str(), &status) == 0)
    found->second = {true, S_ISDIR(status.st_mode), static_cast<std::uintmax_t>(status.st_size),
                     status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec};
  return found->second;
}

const std::vector<std::string>& SourceLook::names_in(const std::string& folder) {
  const auto [found, is_new] = m_names.try_emplace(folder);
  if (is_new)
    found->second = listed(folder.empty() ? "." : folder);
  return found->second;
}

std::vector<std::string> SourceLook::files_in(const std::string& folder) {
  const auto before = folder.ends_with('/') ? folder : folder + '/';
  std::vector<std::string> files;
  for (const auto& name : names_in(before))
    files.push_back(before + name);
  return files;
}

std::vector<std::string> SourceLook::files_beside(const std::string& path) {
  const std::string folder(folder_part(path));
  const auto own = file_name(path);
  const auto stem = stem_of_name(own);
  const auto& names = names_in(folder);
  std::vector<std::string> files;
  for (auto name = std::ranges::lower_bound(names, stem, std::less<std::string_view>());
       name != names.end() && name->starts_with(stem); ++name)
    if (stem_of_name(*name) == stem || name->starts_with(own))
      files.push_back(folder + *name);
  return files;
}

std::vector<std::string> SourceLook::files_at(const std::string& path) {
  return file_at(path).is_folder ? files_in(path) : files_beside(path);
}

std::vector<std::string> SourceLook::files_of(const std::string& source) {
  return files_at(file_behind(source));
}

std::string SourceLook::stamp(const std::string& source) {
  const auto source_path = file_behind(source);
  if (!file_at(source_path).is_there)
    return "";
  std::string stamp;
  for (const auto& path : files_at(source_path)) {
    const auto& file = file_at(path);
    if (file.is_there && !file.is_folder && !is_reading_aid(path, file.bytes))
      fmt::format_to(std::back_inserter(stamp), FMT_COMPILE("{}:{}:{};"), file_name(path),
                     file.bytes, file.changed_ns);
  }
  return stamp;
}

} // namespace layers
