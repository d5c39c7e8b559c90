#include "server/options_reader.hpp"

#include <gmock/gmock.h>

#include "geo/error.hpp"

namespace {

std::string error_of(std::string_view json) {
  try {
    server::read_server_options("map.json", json);
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
    "limits": {"header_bytes": 1000, "target_bytes": 500, "body_bytes": 7, "queue": 8,
               "connections": 9, "pipeline": 10},
    "timeouts": {"header_s": 1, "body_s": 2, "idle_s": 3.5, "write_stall_s": 4}})");
  EXPECT_EQ(options.address, "::1");
  EXPECT_EQ(options.port, 0);
  EXPECT_EQ(options.socket_threads, 3);
  EXPECT_EQ(options.work_threads, 4);
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

TEST(ServerOptions, AnUnknownKeyIsNamed) {
  EXPECT_THAT(error_of(R"({"prot": 80})").substr(0, 40),
              "map.json: server: unknown key \"prot\"; kn");
  EXPECT_THAT(error_of(R"({"limits": {"quue": 80}})").substr(0, 44),
              "map.json: server: unknown key \"limits.quue\";");
}

TEST(ServerOptions, WrongValuesSayWhatIsLegal) {
  EXPECT_EQ(error_of(R"({"port": 70000})"),
            "map.json: server: \"port\" is 70000; it must be a number from 0 to 65535");
  EXPECT_EQ(error_of(R"({"port": "80"})"),
            "map.json: server: \"port\" is \"80\"; it must be a number from 0 to 65535");
  EXPECT_EQ(error_of(R"({"port": 80.5})"),
            "map.json: server: \"port\" is 80.5; it must be a number from 0 to 65535");
  EXPECT_EQ(error_of(R"({"address": 1})"), "map.json: server: \"address\" is 1; it must be a text");
}

} // namespace
