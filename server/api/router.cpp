#include "server/api/router.hpp"

#include <algorithm>
#include <new>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "server/http/http_head.hpp"
#include "server/http/problem.hpp"
#include "server/http/query_params.hpp"

namespace server {

namespace {

using PathValues = std::vector<std::pair<std::string_view, std::string_view>>;

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

/// "GET, HEAD, OPTIONS"
std::string methods_of(const std::vector<Route>& routes) {
  std::string methods;
  for (const auto& route : routes)
    methods += fmt::format("{}{}, ", route.method, route.method == "GET" ? ", HEAD" : "");
  return methods + "OPTIONS";
}

/// A list of header names (tokens, RFC 9110 section 5.6.2), and nothing that could be more.
bool is_name_list(std::string_view text) {
  constexpr std::string_view other_token_characters = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return is_letter || (c >= '0' && c <= '9') || c == ',' || c == ' ' ||
           other_token_characters.find(c) != std::string_view::npos;
  });
}

/// Those that a page asks to send, and Authorization, for a proxy that wants a password: a "*"
/// would not cover it (Fetch standard, "CORS non-wildcard request-header name").
std::string allowed_headers(const Headers& headers) {
  const auto asked = trimmed(find_header(headers, "Access-Control-Request-Headers").value_or(""));
  return is_name_list(asked) ? fmt::format("{}, Authorization", asked) : "*, Authorization";
}

/// The answer to OPTIONS; to a browser that asks for a page it says what the page may send.
Response options_of(const std::vector<Route>& routes, const Headers& headers) {
  const auto methods = methods_of(routes);
  if (!routes.front().is_for_pages)
    return {204, {{"Allow", methods}}, nullptr};
  return {204,
          {{"Allow", methods},
           {"Access-Control-Allow-Methods", methods},
           {"Access-Control-Allow-Headers", allowed_headers(headers)},
           {"Access-Control-Max-Age", "86400"},
           {"Vary", "Access-Control-Request-Headers"}},
          nullptr};
}

Response wrong_method(const std::vector<Route>& routes) {
  const auto methods = methods_of(routes);
  auto response = problem_response(405, "this resource does not know the method; use " + methods);
  response.headers.emplace_back("Allow", methods);
  return response;
}

/// "application/json; charset=utf-8" -> "application/json"
std::string_view media_type(std::string_view value) {
  value = value.substr(0, value.find(';'));
  return value.substr(0, value.find_last_not_of(" \t") + 1);
}

/// What is wrong with the body that the headers announce.
std::optional<Response> wrong_body(std::string_view wanted_type, const Headers& headers) {
  if (!find_header(headers, "Content-Length") && !find_header(headers, "Transfer-Encoding"))
    return problem_response(411, "a body is needed, and its Content-Length");
  const auto type = media_type(find_header(headers, "Content-Type").value_or(""));
  if (!same_without_case(type, wanted_type))
    return problem_response(415, fmt::format("the body must be {}", wanted_type));
  if (find_header(headers, "Content-Encoding"))
    return problem_response(415, "the body must not be compressed");
  return std::nullopt;
}

/// Throws for a parameter that the route does not take.
void check_parameters(const Route& route, const Request& request) {
  if (route.parameters)
    allow_only(request, *route.parameters);
}

/// What is no fault of the client's is for those who run the server to read.
Response fault(std::string_view why) {
  spdlog::error("{}", why);
  return problem_response(500, "internal error; the server's log says more");
}

/// It costs this request alone: what it had is free again.
Response without_memory() {
  spdlog::error("out of memory: a request is refused");
  return problem(geo::Error(geo::ErrorKind::unavailable, "out of memory; ask again, or for less"));
}

Response loading() {
  auto response = problem_response(503, "the layers are being read; ask again in a moment");
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

} // namespace

std::string_view Call::path(std::string_view name) const {
  return std::ranges::find(path_values, name, &PathValues::value_type::first)->second;
}

Router::Router(const App& app, const std::vector<Route>& routes) : m_app(app) {
  for (const auto& route : routes) {
    auto segments = split(route.pattern);
    auto resource = std::ranges::find(m_resources, segments, &Resource::segments);
    if (resource == m_resources.end())
      resource = m_resources.insert(resource, {std::move(segments), {}});
    resource->routes.push_back(route);
  }
}

/// The route of the request, or why there is none.
Router::Found Router::find(const Request& request) const {
  Found found;
  const auto resource = std::ranges::find_if(m_resources, [&](const Resource& candidate) {
    return match(candidate.segments, request.segments, found.path_values);
  });
  if (resource == m_resources.end()) {
    found.refusal = problem_response(
        404, "nothing is served at this path; / is the map, /collections the layers");
    return found;
  }
  const auto& routes = resource->routes;
  found.is_for_pages = routes.front().is_for_pages;
  auto method = std::string_view(request.method);
  if (method == "HEAD")
    method = "GET";
  const auto route = std::ranges::find(routes, method, &Route::method);
  if (route != routes.end())
    found.route = &*route;
  if (method == "OPTIONS")
    found.refusal = options_of(routes, request.headers);
  else if (route == routes.end())
    found.refusal = wrong_method(routes);
  else if (!route->body_type.empty())
    found.refusal = wrong_body(route->body_type, request.headers);
  return found;
}

/// What `answer` gives, if anything, or the problem it throws, with what every answer has.
template <typename Answer>
std::optional<Response> Router::finished(const Found& found, Answer answer) {
  std::optional<Response> response;
  try {
    response = answer();
  } catch (const geo::Error& error) {
    response = error.kind() == geo::ErrorKind::internal ? fault(error.what()) : problem(error);
  } catch (const std::bad_alloc&) {
    response = without_memory();
  } catch (const std::exception& error) {
    response = fault(fmt::format("internal error: {}", error.what()));
  }
  if (response) {
    add_common_headers(*response, found.is_for_pages);
    response->route = found.route == nullptr ? "" : found.route->pattern;
  }
  return response;
}

/// For the layers, which are being read.
bool Router::has_to_wait(const Route& route) const {
  return m_app.state == AppState::loading && route.needs_layers && !route.is_quick;
}

Response Router::run(const Found& found, const Request& request) const {
  return *finished(found, [&]() -> std::optional<Response> {
    if (found.refusal)
      return found.refusal;
    check_parameters(*found.route, request);
    if (has_to_wait(*found.route))
      return loading();
    return found.route->answer(Call{m_app, request, found.path_values});
  });
}

std::optional<Response> Router::run_at_once(const Found& found, const Request& request) const {
  return finished(found, [&] {
    check_parameters(*found.route, request);
    return found.route->at_once(Call{m_app, request, found.path_values});
  });
}

Admission Router::admit(const Request& request) const {
  const auto found = find(request);
  if (found.refusal)
    return {.takes_body = false, .refusal = run(found, request)};
  return {.takes_body = !found.route->body_type.empty()};
}

std::optional<Response> Router::answer_at_once(const Request& request) const {
  const auto found = find(request);
  if (found.refusal || found.route->is_quick || has_to_wait(*found.route))
    return run(found, request);
  return found.route->at_once == nullptr ? std::nullopt : run_at_once(found, request);
}

WorkClass Router::class_of(const Request& request) const {
  const auto found = find(request);
  return found.route == nullptr ? WorkClass::tiles : found.route->work;
}

Response Router::answer(const Request& request) const {
  return run(find(request), request);
}

} // namespace server
