#include "server/api/links.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "geo/json_text.hpp"

namespace server {

std::string base_url(const Request& request) {
  const auto host = find_header(request.headers, "Host").value_or("localhost");
  const auto scheme = find_header(request.headers, "X-Forwarded-Proto").value_or("http");
  return fmt::format("{}://{}", scheme == "https" ? "https" : "http",
                     host.empty() ? "localhost" : host);
}

nlohmann::ordered_json link(std::string_view href, std::string_view rel, std::string_view type) {
  return {{"href", href}, {"rel", rel}, {"type", type}};
}

void append_link(std::string& out, std::string_view href, std::string_view rel,
                 std::string_view type) {
  out += R"({"href":)";
  geo::append_json_string(out, href);
  out += R"(,"rel":)";
  geo::append_json_string(out, rel);
  out += R"(,"type":)";
  geo::append_json_string(out, type);
  out += '}';
}

} // namespace server
