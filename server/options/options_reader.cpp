#include "server/options/options_reader.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <utility>

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "geo/error.hpp"

namespace server {

namespace {

using geo::ErrorKind;
using geo::fail;
using nlohmann::json;

/// One key: its dotted name, what it may hold, and where it goes.
struct Key {
  enum class Type { number, text, texts };

  std::string name;
  Type type;
  double least = 0; ///< a number's range
  double most = 0;
  std::function<void(ServerOptions&, const json&)> put;

  bool is_time() const { return name.ends_with("_s"); }
};

template <typename T>
Key number(const char* name, double least, double most, T& (*member)(ServerOptions&)) {
  return {
      name, Key::Type::number, least, most,
      [member](ServerOptions& options, const json& value) { member(options) = value.get<T>(); }};
}

/// A list of texts, each of which `parse` turns into what is kept, or throws.
template <typename T>
Key list(const char* name, T (*parse)(std::string_view), std::vector<T> ServerOptions::*member) {
  return {name, Key::Type::texts, 0, 0, [=](ServerOptions& options, const json& value) {
            std::vector<T> parsed;
            for (const auto& text : value)
              parsed.push_back(parse(text.get<std::string>()));
            options.*member = std::move(parsed);
          }};
}

IpRange parse_proxy(std::string_view text) {
  if (const auto range = parse_ip_range(text))
    return *range;
  fail(ErrorKind::invalid_input,
       "\"{}\" is neither an address nor a range; write 10.0.0.1 or 10.0.0.0/8", text);
}

/// It becomes a header's value as it is.
std::string parse_cache_control(const std::string& text) {
  const auto is_visible = [](char c) { return c >= ' ' && c <= '~'; };
  if (text.empty() || !std::ranges::all_of(text, is_visible))
    fail(ErrorKind::invalid_input,
         "it must be a line of ASCII, such as \"no-cache\" or \"public, max-age=60\"");
  return text;
}

const std::vector<Key>& keys() {
  constexpr double gibibyte = 1 << 30;
  constexpr double day_s = 86'400;
  using O = ServerOptions;
  using Size = std::size_t;
  static const std::vector<Key> all = {
      {"address", Key::Type::text, 0, 0,
       [](O& o, const json& value) { o.address = value.get<std::string>(); }},
      number<std::uint16_t>(
          "port", 0, 65535, [](O & o) -> auto& { return o.port; }),
      list("listen", parse_listen_address, &O::listen),
      list("trusted_proxies", parse_proxy, &O::trusted_proxies),
      number<int>(
          "socket_threads", 1, 256, [](O & o) -> auto& { return o.socket_threads; }),
      number<int>(
          "work_threads", 1, 256, [](O & o) -> auto& { return o.work_threads; }),
      number<Size>(
          "compute_threads", 0, 256, [](O & o) -> auto& { return o.compute_threads; }),
      number<Size>(
          "limits.header_bytes", 256, gibibyte,
          [](O & o) -> auto& { return o.limits.header_bytes; }),
      number<Size>(
          "limits.target_bytes", 64, gibibyte,
          [](O & o) -> auto& { return o.limits.target_bytes; }),
      number<Size>(
          "limits.body_bytes", 0, gibibyte, [](O & o) -> auto& { return o.limits.body_bytes; }),
      number<Size>(
          "limits.queue", 1, 1e6, [](O & o) -> auto& { return o.limits.queue; }),
      number<Size>(
          "limits.unsent_bytes", 0, 1024 * gibibyte,
          [](O & o) -> auto& { return o.limits.unsent_bytes; }),
      number<Size>(
          "limits.connections_per_address", 1, 1e6,
          [](O & o) -> auto& { return o.limits.connections_per_address; }),
      number<Size>(
          "limits.connections", 1, 1e6, [](O & o) -> auto& { return o.limits.connections; }),
      number<Size>(
          "limits.pipeline", 1, 1e4, [](O & o) -> auto& { return o.limits.pipeline; }),
      number<double>(
          "timeouts.header_s", 0.1, day_s, [](O & o) -> auto& { return o.timeouts.header_s; }),
      number<double>(
          "timeouts.body_s", 0.1, day_s, [](O & o) -> auto& { return o.timeouts.body_s; }),
      number<double>(
          "timeouts.idle_s", 0.1, day_s, [](O & o) -> auto& { return o.timeouts.idle_s; }),
      number<double>(
          "timeouts.work_s", 0.1, day_s, [](O & o) -> auto& { return o.timeouts.work_s; }),
      number<double>(
          "timeouts.write_stall_s", 0.1, day_s,
          [](O & o) -> auto& { return o.timeouts.write_stall_s; }),
      number<double>(
          "timeouts.drain_s", 0.1, day_s, [](O & o) -> auto& { return o.timeouts.drain_s; }),
      number<Size>(
          "tiles.cache_bytes", 0, 1024 * gibibyte,
          [](O & o) -> auto& { return o.tiles.cache_bytes; }),
      number<Size>(
          "tiles.budget_bytes", 0, gibibyte, [](O & o) -> auto& { return o.tiles.budget_bytes; }),
      {"tiles.cache_control", Key::Type::text, 0, 0,
       [](O& o, const json& value) {
         o.tiles.cache_control = parse_cache_control(value.get<std::string>());
       }},
  };
  return all;
}

class Reader {
public:
  /// `place` begins every message.
  Reader(std::string place, ServerOptions before)
      : options(std::move(before)), m_place(std::move(place)) {}

  void read(const json& object, const std::string& prefix) {
    for (const auto& [key, value] : object.items()) {
      const bool is_group =
          prefix.empty() && (key == "limits" || key == "timeouts" || key == "tiles");
      if (is_group && !value.is_object())
        fail(ErrorKind::invalid_input, "{}\"{}\" is {}; it must be an object {{…}}", m_place, key,
             shown(value));
      if (is_group)
        read(value, key + ".");
      else
        put(prefix + key, value);
    }
  }

  void put(const std::string& name, const json& value) {
    const auto key = std::ranges::find(keys(), name, &Key::name);
    if (key == keys().end())
      fail(ErrorKind::invalid_input, "{}unknown key \"{}\"; known are {}", m_place, name,
           fmt::join(server_option_keys(), ", "));
    if (!is_legal(*key, value))
      fail(ErrorKind::invalid_input, "{}\"{}\" is {}; it must be {}", m_place, name, shown(value),
           wanted(*key));
    try {
      key->put(options, value);
    } catch (const geo::Error& error) {
      fail(error.kind(), "{}\"{}\": {}", m_place, name, error.what());
    }
  }

  ServerOptions options;

private:
  static std::string shown(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
  }

  static bool is_text(const json& value) { return value.is_string(); }

  static bool is_legal(const Key& key, const json& value) {
    if (key.type == Key::Type::text)
      return is_text(value);
    if (key.type == Key::Type::texts)
      return value.is_array() && std::ranges::all_of(value, is_text);
    return (key.is_time() ? value.is_number() : value.is_number_integer()) &&
           value.get<double>() >= key.least && value.get<double>() <= key.most;
  }

  static std::string wanted(const Key& key) {
    if (key.type != Key::Type::number)
      return key.type == Key::Type::text ? "a text" : "a list of texts";
    return fmt::format("a {}number from {} to {}", key.is_time() ? "" : "whole ", key.least,
                       key.most);
  }

  std::string m_place;
};

} // namespace

ServerOptions read_server_options(const std::string& file, std::string_view section) {
  Reader reader(file + ": server: ", {});
  reader.read(json::parse(section), "");
  return reader.options;
}

void set_server_option(ServerOptions& options, std::string_view assignment) {
  const auto equals = assignment.find('=');
  if (equals == std::string_view::npos)
    fail(ErrorKind::invalid_input, "\"{}\" has no value; write KEY=VALUE", assignment);
  const auto text = assignment.substr(equals + 1);
  const auto value = json::parse(text, nullptr, false);
  Reader reader("", options);
  reader.put(std::string(assignment.substr(0, equals)),
             value.is_number() || value.is_array() ? value : json(std::string(text)));
  options = reader.options;
}

std::vector<std::string> server_option_keys() {
  std::vector<std::string> names;
  for (const auto& key : keys())
    names.push_back(key.name);
  return names;
}

} // namespace server
