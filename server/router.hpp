#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/app.hpp"
#include "server/http.hpp"

namespace server {

/// A request with the values its path gave the route's {names}.
struct Call {
  const App& app;
  const Request& request;
  std::vector<std::pair<std::string_view, std::string_view>> path_values;

  /// The value of {name}; the route must have it.
  std::string_view path(std::string_view name) const;
};

/// A GET resource. HEAD and OPTIONS follow from it.
struct Route {
  /// "/xyz/{layers}/{z}/{x}/{y}.geojson": a {name} takes a whole segment, or its beginning when
  /// text follows it.
  std::string_view pattern;
  Response (*answer)(const Call&);
};

/// Finds the route, calls it, and turns what it throws into problem+json: the one catch for HTTP.
/// Adds the headers every answer has (CORS, nosniff). 404 for an unknown path, 405 with Allow for
/// an unknown method, 204 for OPTIONS. Safe to call from any thread; does not throw.
class Router {
public:
  Router(const App& app, const std::vector<Route>& routes);
  Response answer(const Request& request) const;

private:
  struct Pattern {
    std::vector<std::string_view> segments;
    Response (*answer)(const Call&);
  };
  Response dispatch(const Request& request) const;

  const App& m_app;
  std::vector<Pattern> m_patterns;
};

} // namespace server
