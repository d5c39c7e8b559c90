#include "server/options/options_reader.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "geo/error.hpp"
#include "tests/support/test_files.hpp"

namespace {

using nlohmann::json;

std::string text_of(const std::string& file) {
  std::ifstream stream(support::source_file(file));
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// The schema of each key, by its dotted name.
std::map<std::string, json> published_keys() {
  std::map<std::string, json> keys;
  const auto schema = json::parse(text_of("docs/hazardmap.schema.json"));
  for (const auto& [name, key] : schema["properties"]["server"]["properties"].items()) {
    if (key["type"] != "object")
      keys[name] = key;
    else
      for (const auto& [inner_name, inner] : key["properties"].items())
        keys[name + "." + inner_name] = inner;
  }
  return keys;
}

/// {"limits": {"queue": value}} for "limits.queue".
std::string section_with(std::string key, const json& value) {
  std::ranges::replace(key, '.', '/');
  json section;
  section[json::json_pointer("/" + key)] = value;
  return section.dump();
}

std::string error_of(std::string_view section) {
  try {
    server::read_server_options("map.json", section);
  } catch (const geo::Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(ServerOptions, WhatIsNotSaidKeepsItsDefault) {
  const auto options = server::read_server_options("map.json", "{}");
  EXPECT_EQ(options.address, "127.0.0.1");
  EXPECT_EQ(options.port, 8080);
}

TEST(ServerOptions, EveryKeyIsRead) {
  const auto options = server::read_server_options("map.json", R"({
    "address": "::1", "port": 0, "socket_threads": 3, "work_threads": 4,
    "compute_threads": 5,
    "listen": ["127.0.0.1:80", "unix:/run/x"], "trusted_proxies": ["10.0.0.0/8"],
    "base_url": "https://map.test/gis/",
    "limits": {"header_bytes": 1000, "target_bytes": 500, "body_bytes": 7, "queue": 8,
               "connections": 9, "pipeline": 10, "unsent_bytes": 11,
               "connections_per_address": 12},
    "timeouts": {"header_s": 1, "body_s": 2, "idle_s": 3.5, "write_stall_s": 4, "work_s": 5,
                 "drain_s": 6, "reload_s": 7},
    "tiles": {"cache_bytes": 0, "budget_bytes": 10000, "cache_control": "public, max-age=60"}})");
  EXPECT_EQ(options.tiles, (server::TileOptions{0, 10'000, "public, max-age=60"}));
  EXPECT_THAT(options.listen, testing::ElementsAre(server::ListenAddress{"127.0.0.1", 80, ""},
                                                   server::ListenAddress{"", 0, "/run/x"}));
  EXPECT_THAT(options.trusted_proxies, testing::ElementsAre(*server::parse_ip_range("10.0.0.0/8")));
  EXPECT_EQ(options.base_url, "https://map.test/gis");
  EXPECT_EQ(options.limits.unsent_bytes, 11U);
  EXPECT_EQ(options.limits.connections_per_address, 12U);
  EXPECT_EQ(options.timeouts.work_s, 5);
  EXPECT_EQ(options.timeouts.drain_s, 6);
  EXPECT_EQ(options.timeouts.reload_s, 7);
  EXPECT_EQ(options.address, "::1");
  EXPECT_EQ(options.port, 0);
  EXPECT_EQ(options.socket_threads, 3);
  EXPECT_EQ(options.work_threads, 4);
  EXPECT_EQ(options.compute_threads, 5U);
  EXPECT_EQ(options.limits.header_bytes, 1000U);
  EXPECT_EQ(options.limits.target_bytes, 500U);
  EXPECT_EQ(options.limits.body_bytes, 7U);
  EXPECT_EQ(options.limits.queue, 8U);
  EXPECT_EQ(options.limits.connections, 9U);
  EXPECT_EQ(options.limits.pipeline, 10U);
  EXPECT_EQ(options.timeouts.header_s, 1);
  EXPECT_EQ(options.timeouts.body_s, 2);
  EXPECT_EQ(options.timeouts.idle_s, 3.5);
  EXPECT_EQ(options.timeouts.write_stall_s, 4);
}

TEST(ServerOptions, SchemaAndDocumentationHaveTheSameKeys) {
  const auto documentation = text_of("docs/configuration.md");
  std::vector<std::string> published;
  for (const auto& [name, schema] : published_keys()) {
    published.push_back(name);
    EXPECT_THAT(documentation, testing::HasSubstr("| `" + name + "` |"));
  }
  EXPECT_THAT(published, testing::UnorderedElementsAreArray(server::server_option_keys()));
}

TEST(ServerOptions, SchemaHasTheSameDefaultsAndRanges) {
  for (const auto& [name, schema] : published_keys()) {
    SCOPED_TRACE(name);
    const auto defaults = section_with(name, schema["default"]);
    EXPECT_EQ(server::read_server_options("map.json", defaults), server::ServerOptions{});
    if (schema["type"] == "string" || schema["type"] == "array")
      continue;
    EXPECT_EQ(error_of(section_with(name, schema["minimum"])), "no error");
    EXPECT_EQ(error_of(section_with(name, schema["maximum"])), "no error");
    const bool is_whole = schema["type"] == "integer";
    const json below = is_whole ? json(schema["minimum"].get<std::int64_t>() - 1) : json(0.0999);
    const json above = is_whole ? json(schema["maximum"].get<std::int64_t>() + 1) : json(86400.5);
    const std::string wanted = is_whole ? "it must be a whole number" : "it must be a number";
    EXPECT_THAT(error_of(section_with(name, below)), testing::HasSubstr(wanted));
    EXPECT_THAT(error_of(section_with(name, above)), testing::HasSubstr(wanted));
  }
}

TEST(ServerOptions, AnUnknownKeyIsNamed) {
  EXPECT_EQ(error_of(R"({"prot": 80})"),
            "map.json: server: unknown key \"prot\"; did you mean \"port\"?");
  EXPECT_EQ(error_of(R"({"limits": {"quue": 80}})"),
            "map.json: server: unknown key \"limits.quue\"; did you mean \"limits.queue\"?");
  EXPECT_THAT(
      error_of(R"({"colour": 80})"),
      testing::StartsWith("map.json: server: unknown key \"colour\"; legal are address, port"));
}

TEST(ServerOptions, WrongValuesSayWhatIsLegal) {
  EXPECT_EQ(error_of(R"({"port": 70000})"),
            "map.json: server: \"port\" is 70000; it must be a whole number from 0 to 65535");
  EXPECT_EQ(error_of(R"({"port": "80"})"),
            "map.json: server: \"port\" is \"80\"; it must be a whole number from 0 to 65535");
  EXPECT_EQ(error_of(R"({"port": 80.5})"),
            "map.json: server: \"port\" is 80.5; it must be a whole number from 0 to 65535");
  EXPECT_EQ(error_of(R"({"limits": 9})"),
            "map.json: server: \"limits\" is 9; it must be an object {…}");
  EXPECT_EQ(error_of(R"({"address": 1})"), "map.json: server: \"address\" is 1; it must be a text");
  EXPECT_EQ(error_of(R"({"listen": "127.0.0.1:80"})"),
            "map.json: server: \"listen\" is \"127.0.0.1:80\"; it must be a list of texts");
  EXPECT_EQ(error_of(R"({"listen": [80]})"),
            "map.json: server: \"listen\" is [80]; it must be a list of texts");
  EXPECT_EQ(error_of(R"({"listen": ["8080"]})"),
            "map.json: server: \"listen\": address \"8080\": not one to listen on; write "
            "127.0.0.1:8080, [::1]:8080 or unix:/run/hazardmap/http.sock");
  EXPECT_EQ(error_of(R"({"trusted_proxies": ["localhost"]})"),
            "map.json: server: \"trusted_proxies\": \"localhost\" is neither an address nor a "
            "range; write 10.0.0.1 or 10.0.0.0/8");
  EXPECT_EQ(error_of(R"({"base_url": "map.test/gis"})"),
            "map.json: server: \"base_url\": \"map.test/gis\" is not where others reach a server; "
            "write https://map.example.org or https://map.example.org/gis");
}

TEST(ServerOptions, WhatBecomesAHeaderIsOneLine) {
  const std::string why = "map.json: server: \"tiles.cache_control\": it must be a line of ASCII, "
                          "such as \"no-cache\" or \"public, max-age=60\"";
  for (const char* value :
       {R"("")", R"("a\nSet-Cookie: b")", R"("a\u0000")", R"("á")", R"("\u007f")"})
    EXPECT_EQ(error_of(R"({"tiles": {"cache_control": )" + std::string(value) + "}}"), why);
}

std::string setting_error(std::string_view assignment) {
  try {
    server::ServerOptions options;
    server::set_server_option(options, assignment);
  } catch (const geo::Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(ServerOptions, OneKeyIsSetFromTheCommandLine) {
  auto options = server::read_server_options("map.json", R"({"port": 9000})");
  server::set_server_option(options, "limits.queue=64");
  server::set_server_option(options, "timeouts.idle_s=0.5");
  server::set_server_option(options, "address=::1");
  server::set_server_option(options, R"(trusted_proxies=["10.0.0.1"])");
  EXPECT_EQ(options.trusted_proxies.size(), 1U);
  EXPECT_EQ(options.limits.queue, 64U);
  EXPECT_EQ(options.timeouts.idle_s, 0.5);
  EXPECT_EQ(options.address, "::1");
  EXPECT_EQ(options.port, 9000);
}

TEST(ServerOptions, AWrongSettingSaysWhatIsLegal) {
  EXPECT_EQ(setting_error("limits.queue"), "\"limits.queue\" has no value; write KEY=VALUE");
  EXPECT_EQ(setting_error("limits.queue=0"),
            "\"limits.queue\" is 0; it must be a whole number from 1 to 1000000");
  EXPECT_EQ(setting_error("limits.queue=many"),
            "\"limits.queue\" is \"many\"; it must be a whole number from 1 to 1000000");
  EXPECT_EQ(setting_error("limits.quue=1"),
            "unknown key \"limits.quue\"; did you mean \"limits.queue\"?");
}

} // namespace
