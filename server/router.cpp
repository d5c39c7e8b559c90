#include "server/router.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "server/http_head.hpp"
#include "server/problem.hpp"

namespace server {

namespace {

using PathValues = std::vector<std::pair<std::string_view, std::string_view>>;

constexpr std::string_view methods = "GET, HEAD, OPTIONS";

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> segments;
  while (path.size() > 1) {
    path.remove_prefix(1);
    const auto end = std::min(path.find('/'), path.size());
    segments.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return segments;
}

bool match_segment(std::string_view pattern, std::string_view segment, PathValues& values) {
  if (!pattern.starts_with('{'))
    return pattern == segment;
  const auto end = pattern.find('}');
  const auto ending = pattern.substr(end + 1);
  if (segment.size() <= ending.size() || !segment.ends_with(ending))
    return false;
  values.emplace_back(pattern.substr(1, end - 1),
                      segment.substr(0, segment.size() - ending.size()));
  return true;
}

bool match(const std::vector<std::string_view>& pattern, const std::vector<std::string>& path,
           PathValues& values) {
  values.clear();
  if (pattern.size() != path.size())
    return false;
  for (std::size_t i = 0; i < path.size(); ++i)
    if (!match_segment(pattern[i], path[i], values))
      return false;
  return true;
}

Response preflight() {
  return {204,
          {{"Allow", std::string(methods)},
           {"Access-Control-Allow-Methods", std::string(methods)},
           {"Access-Control-Allow-Headers", "*"},
           {"Access-Control-Max-Age", "86400"}},
          nullptr};
}

} // namespace

std::string_view Call::path(std::string_view name) const {
  return std::ranges::find(path_values, name, &PathValues::value_type::first)->second;
}

Router::Router(const App& app, const std::vector<Route>& routes) : m_app(app) {
  for (const auto& route : routes)
    m_patterns.push_back({split(route.pattern), route.answer});
}

Response Router::dispatch(const Request& request) const {
  PathValues values;
  const auto found = std::ranges::find_if(
      m_patterns, [&](const Pattern& p) { return match(p.segments, request.segments, values); });
  if (found == m_patterns.end())
    return problem_response(
        404, "nothing is served at this path; / is the map, /collections the layers");
  if (request.method == "OPTIONS")
    return preflight();
  if (request.method != "GET" && request.method != "HEAD") {
    auto response = problem_response(405, "this resource can only be read; use GET");
    response.headers.emplace_back("Allow", methods);
    return response;
  }
  return found->answer(Call{m_app, request, std::move(values)});
}

Response Router::answer(const Request& request) const {
  Response response;
  try {
    response = dispatch(request);
  } catch (const geo::Error& error) {
    response = problem(error);
  } catch (const std::exception& error) {
    spdlog::error("internal error: {}", error.what());
    response = problem_response(500, "internal error; the server's log says more");
  }
  add_common_headers(response);
  return response;
}

} // namespace server
