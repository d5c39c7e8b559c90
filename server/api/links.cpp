#include "server/api/links.hpp"

#include <nlohmann/json.hpp>

#include "geo/json_text.hpp"
#include "server/http/public_url.hpp"

namespace server {

std::string base_url(const Call& call) {
  const auto& configured = call.app.base_url;
  return configured.empty() ? base_url_of(call.request.headers) : configured;
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
