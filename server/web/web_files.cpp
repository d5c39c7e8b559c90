#include "server/web/web_files.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "embedded_web.hpp"
#include "geo/error.hpp"

namespace server {

namespace {

std::string_view type_of(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> types{
      {{".html", "text/html; charset=utf-8"},
       {".js", "text/javascript; charset=utf-8"},
       {".css", "text/css; charset=utf-8"},
       {".svg", "image/svg+xml"}}};
  for (const auto& [ending, type] : types)
    if (name.ends_with(ending))
      return type;
  geo::fail(geo::ErrorKind::internal, "page file {}: its kind has no content type", name);
}

std::vector<WebFile> list_files() {
  std::vector<WebFile> files;
  for (const auto& [name, content] : embedded_web())
    files.push_back({name, content, type_of(name)});
  return files;
}

} // namespace

const WebFile* find_web_file(std::string_view name) {
  static const auto files = list_files();
  const auto found = std::ranges::find(files, name, &WebFile::name);
  return found == files.end() ? nullptr : &*found;
}

} // namespace server
