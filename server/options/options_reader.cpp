#include "server/options/options_reader.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "layers/text/config_json.hpp"
#include "server/http/public_url.hpp"

namespace server {

namespace {

using geo::ErrorKind;
using geo::fail;
using layers::JsonContext;
using layers::Range;
using nlohmann::json;

/// One key, and how its value (where `section` has one) gets from there into the options.
struct Key {
  std::string name; ///< dotted: "limits.queue"
  std::function<void(ServerOptions&, const json& section, const JsonContext&)> read;
};

/// A time is any number, everything else a whole one.
template <typename T>
Key number(const char* name, Range legal, T& (*member)(ServerOptions&)) {
  return {name, [=](ServerOptions& options, const json& section, const JsonContext& context) {
            auto& value = member(options);
            if constexpr (std::is_floating_point_v<T>)
              value = layers::number_at(section, name, value, legal, context);
            else
              value = static_cast<T>(layers::whole_at(
                  section, name, static_cast<std::int64_t>(value), legal, context));
          }};
}

/// What `parse` makes of a text of the key; its mistakes get the key before them.
template <typename T, typename Text>
T parsed(T (*parse)(Text), const std::string& text, const char* name, const JsonContext& context) {
  try {
    return parse(text);
  } catch (const geo::Error& error) {
    context.at(name).fail("{}", error.what());
  }
}

Key text(const char* name, std::string (*parse)(const std::string&),
         std::string& (*member)(ServerOptions&)) {
  return {name, [=](ServerOptions& options, const json& section, const JsonContext& context) {
            if (section.contains(name))
              member(options) =
                  parsed(parse, layers::text_at(section, name, context), name, context);
          }};
}

/// A list of texts, each of which `parse` turns into what is kept, or throws.
template <typename T>
Key list(const char* name, T (*parse)(std::string_view), std::vector<T> ServerOptions::*member) {
  return {name, [=](ServerOptions& options, const json& section, const JsonContext& context) {
            if (!section.contains(name))
              return;
            std::vector<T> all;
            for (const auto& each : layers::texts_at(section, name, context))
              all.push_back(parsed(parse, each, name, context));
            options.*member = std::move(all);
          }};
}

std::string as_it_is(const std::string& text) {
  return text;
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
  constexpr Range legal_time_s{0.1, 86'400};
  constexpr double gibibyte = 1 << 30;
  using O = ServerOptions;
  using Size = std::size_t;
  static const std::vector<Key> all = {
      text(
          "address", as_it_is, [](O & o) -> auto& { return o.address; }),
      number<std::uint16_t>(
          "port", {0, 65535}, [](O & o) -> auto& { return o.port; }),
      list("listen", parse_listen_address, &O::listen),
      list("trusted_proxies", parse_proxy, &O::trusted_proxies),
      text(
          "base_url", parse_base_url, [](O & o) -> auto& { return o.base_url; }),
      number<int>(
          "socket_threads", {1, 256}, [](O & o) -> auto& { return o.socket_threads; }),
      number<int>(
          "work_threads", {1, 256}, [](O & o) -> auto& { return o.work_threads; }),
      number<Size>(
          "compute_threads", {0, 256}, [](O & o) -> auto& { return o.compute_threads; }),
      number<Size>(
          "limits.header_bytes", {256, gibibyte},
          [](O & o) -> auto& { return o.limits.header_bytes; }),
      number<Size>(
          "limits.target_bytes", {64, gibibyte},
          [](O & o) -> auto& { return o.limits.target_bytes; }),
      number<Size>(
          "limits.body_bytes", {0, gibibyte}, [](O & o) -> auto& { return o.limits.body_bytes; }),
      number<Size>(
          "limits.queue", {1, 1e6}, [](O & o) -> auto& { return o.limits.queue; }),
      number<Size>(
          "limits.unsent_bytes", {0, 1024 * gibibyte},
          [](O & o) -> auto& { return o.limits.unsent_bytes; }),
      number<Size>(
          "limits.connections_per_address", {1, 1e6},
          [](O & o) -> auto& { return o.limits.connections_per_address; }),
      number<Size>(
          "limits.connections", {1, 1e6}, [](O & o) -> auto& { return o.limits.connections; }),
      number<Size>(
          "limits.pipeline", {1, 1e4}, [](O & o) -> auto& { return o.limits.pipeline; }),
      number<double>(
          "timeouts.header_s", legal_time_s, [](O & o) -> auto& { return o.timeouts.header_s; }),
      number<double>(
          "timeouts.body_s", legal_time_s, [](O & o) -> auto& { return o.timeouts.body_s; }),
      number<double>(
          "timeouts.idle_s", legal_time_s, [](O & o) -> auto& { return o.timeouts.idle_s; }),
      number<double>(
          "timeouts.work_s", legal_time_s, [](O & o) -> auto& { return o.timeouts.work_s; }),
      number<double>(
          "timeouts.write_stall_s", legal_time_s,
          [](O & o) -> auto& { return o.timeouts.write_stall_s; }),
      number<double>(
          "timeouts.drain_s", legal_time_s, [](O & o) -> auto& { return o.timeouts.drain_s; }),
      number<double>(
          "timeouts.reload_s", legal_time_s, [](O & o) -> auto& { return o.timeouts.reload_s; }),
      number<Size>(
          "tiles.cache_bytes", {0, 1024 * gibibyte},
          [](O & o) -> auto& { return o.tiles.cache_bytes; }),
      number<Size>(
          "tiles.budget_bytes", {0, gibibyte}, [](O & o) -> auto& { return o.tiles.budget_bytes; }),
      text(
          "tiles.cache_control", parse_cache_control,
          [](O & o) -> auto& { return o.tiles.cache_control; }),
  };
  return all;
}

/// {"limits": {"queue": 64}} as {"limits.queue": 64}; what is no group of keys stays as it is.
json flattened(const json& section, const JsonContext& context) {
  json flat = json::object();
  for (const auto& [name, value] : section.items()) {
    const auto prefix = name + ".";
    const bool is_group =
        std::ranges::any_of(keys(), [&](const Key& key) { return key.name.starts_with(prefix); });
    if (!is_group)
      flat[name] = value;
    else
      for (const auto& [inner, inner_value] :
           layers::object_at(value, name.c_str(), context).items())
        flat[prefix + inner] = inner_value;
  }
  return flat;
}

/// `options` with what the section says.
ServerOptions read_over(ServerOptions options, const json& section, const JsonContext& context) {
  layers::check_keys(section, server_option_keys(), context);
  for (const auto& key : keys())
    key.read(options, section, context);
  return options;
}

} // namespace

ServerOptions read_server_options(const std::string& file, std::string_view section) {
  const JsonContext context{file + ": server"};
  return read_over({}, flattened(json::parse(section), context), context);
}

void set_server_option(ServerOptions& options, std::string_view assignment) {
  const auto equals = assignment.find('=');
  if (equals == std::string_view::npos)
    fail(ErrorKind::invalid_input, "\"{}\" has no value; write KEY=VALUE", assignment);
  const auto text = assignment.substr(equals + 1);
  const auto value = json::parse(text, nullptr, false);
  const std::string name(assignment.substr(0, equals));
  options = read_over(
      options, {{name, value.is_number() || value.is_array() ? value : json(std::string(text))}},
      {});
}

std::vector<std::string> server_option_keys() {
  std::vector<std::string> names;
  for (const auto& key : keys())
    names.push_back(key.name);
  return names;
}

} // namespace server
