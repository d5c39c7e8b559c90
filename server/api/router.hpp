#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/app/app.hpp"
#include "server/http/http.hpp"

namespace server {

/// A request with the values its path gave the route's {names}.
struct Call {
  const App& app;
  const Request& request;
  std::vector<std::pair<std::string_view, std::string_view>> path_values;

  /// The value of {name}; the route must have it.
  std::string_view path(std::string_view name) const;
};

/// A resource and one method to use it by. HEAD follows from GET, OPTIONS from all.
struct Route {
  /// "/xyz/{layers}/{z}/{x}/{y}.geojson": a {name} takes a whole segment, or its beginning when
  /// text follows it. Lives as long as the program.
  std::string_view pattern;
  Response (*answer)(const Call&);
  bool is_quick = false; ///< without work: answered on the socket thread, however long the queue is
  std::string_view method = "GET";
  /// What the body must be: "application/json"; another is a 415. Empty: a body is not taken.
  std::string_view body_type = "";
  bool needs_layers = true;          ///< quick routes never do
  WorkClass work = WorkClass::tiles; ///< where it is not quick
  /// Those of the query that it takes; any other is a 400. Nullopt: `answer` decides about them.
  std::optional<std::vector<std::string_view>> parameters = std::vector<std::string_view>();
  bool is_for_pages = true; ///< of any site (CORS)
  /// On the socket thread: answers if that takes no work; else `answer` is called on a work thread.
  std::optional<Response> (*at_once)(const Call&) = nullptr;
};

/// Finds the route, calls it, and turns what it throws into problem+json: the one catch for HTTP.
/// Adds the headers every answer has (CORS, nosniff). 400 for an unknown parameter, 404 for an
/// unknown path, 405 with Allow for an unknown method, 411 and 415 for a body that is missing or of
/// another type, 204 for OPTIONS; 503 until the layers are there, for routes that need them. Safe
/// to call from any thread; does not throw.
class Router {
public:
  Router(const App& app, const std::vector<Route>& routes);

  /// Whether the body that follows is welcome.
  Admission admit(const Request& request) const;
  /// The answer, if it needs no work.
  std::optional<Response> answer_at_once(const Request& request) const;
  WorkClass class_of(const Request& request) const;
  Response answer(const Request& request) const;

private:
  struct Resource {
    std::vector<std::string_view> segments;
    std::vector<Route> routes; ///< one for each method
  };
  /// What a request leads to.
  struct Found {
    const Route* route = nullptr; ///< null: then there is a refusal
    std::vector<std::pair<std::string_view, std::string_view>> path_values;
    std::optional<Response> refusal; ///< the answer instead of the route's
    bool is_for_pages = true;
  };

  Found find(const Request& request) const;
  bool has_to_wait(const Route& route) const;
  template <typename Answer>
  static std::optional<Response> finished(const Found& found, Answer answer);
  Response run(const Found& found, const Request& request) const;
  std::optional<Response> run_at_once(const Found& found, const Request& request) const;

  const App& m_app;
  std::vector<Resource> m_resources;
};

} // namespace server
