#include "server/options_reader.hpp"

#include <functional>
#include <limits>

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "geo/error.hpp"

namespace server {

namespace {

using geo::ErrorKind;
using geo::fail;
using nlohmann::json;

/// One key: its dotted name, the legal range of a number (a text has none), and where it goes.
struct Key {
  std::string name;
  double least = 0;
  double most = 0;
  std::function<void(ServerOptions&, const json&)> put;

  bool is_text() const { return least > most; }
  bool is_time() const { return name.ends_with("_s"); }
};

template <typename T>
Key number(const char* name, double least, double most, T& (*member)(ServerOptions&)) {
  return {name, least, most, [member](ServerOptions& options, const json& value) {
            member(options) = value.get<T>();
          }};
}

const std::vector<Key>& keys() {
  constexpr double gibibyte = 1 << 30;
  constexpr double day_s = 86'400;
  using O = ServerOptions;
  using Size = std::size_t;
  static const std::vector<Key> all = {
      {"address", 1, 0, [](O& o, const json& value) { o.address = value.get<std::string>(); }},
      number<std::uint16_t>(
          "port", 0, 65535, [](O & o) -> auto& { return o.port; }),
      number<int>(
          "socket_threads", 1, 256, [](O & o) -> auto& { return o.socket_threads; }),
      number<int>(
          "work_threads", 1, 256, [](O & o) -> auto& { return o.work_threads; }),
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
          "timeouts.write_stall_s", 0.1, day_s,
          [](O & o) -> auto& { return o.timeouts.write_stall_s; }),
  };
  return all;
}

class Reader {
public:
  /// `place` begins every message.
  Reader(std::string place, const ServerOptions& before)
      : options(before), m_place(std::move(place)) {}

  void read(const json& object, const std::string& prefix) {
    for (const auto& [key, value] : object.items()) {
      const bool is_group = prefix.empty() && (key == "limits" || key == "timeouts");
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
    if (key->is_text() ? !value.is_string() : !is_in_range(*key, value))
      fail(ErrorKind::invalid_input, "{}\"{}\" is {}; it must be {}", m_place, name, shown(value),
           wanted(*key));
    key->put(options, value);
  }

  ServerOptions options;

private:
  static std::string shown(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
  }

  static bool is_in_range(const Key& key, const json& value) {
    return (key.is_time() ? value.is_number() : value.is_number_integer()) &&
           value.get<double>() >= key.least && value.get<double>() <= key.most;
  }

  static std::string wanted(const Key& key) {
    if (key.is_text())
      return "a text";
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
  const auto number = json::parse(text, nullptr, false);
  Reader reader("", options);
  reader.put(std::string(assignment.substr(0, equals)),
             number.is_number() ? number : json(std::string(text)));
  options = reader.options;
}

std::vector<std::string> server_option_keys() {
  std::vector<std::string> names;
  for (const auto& key : keys())
    names.push_back(key.name);
  return names;
}

} // namespace server
