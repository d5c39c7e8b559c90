// server/web: the page, as files in the program; knows no layer.
#pragma once

#include <string_view>

namespace server {

/// One file of the page, part of the program.
struct WebFile {
  std::string_view name; ///< "index.html", "app.js", "leaflet.css", ...
  std::string_view content;
  std::string_view type; ///< the value of Content-Type
};

/// The file of that name, or null. It lives as long as the program. Safe from any thread.
const WebFile* find_web_file(std::string_view name);

} // namespace server
