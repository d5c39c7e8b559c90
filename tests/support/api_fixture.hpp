#pragma once

#include <optional>
#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "server/api/routes.hpp"
#include "tests/support/layer_sketch.hpp"

/// Requests against a map of one hazard zone, 105..106 E 20..21 N, and three stations.
class Api : public testing::Test {
protected:
  static layers::Map map() {
    using support::Sketch;
    Sketch flood;
    flood.square(105, 20, 1);
    Sketch stations;
    stations.point({105.5, 20.5});
    stations.point({106.5, 20.5});
    stations.point({107.5, 20.5});
    return {{{"vi", "Hòa Giang"}}, {flood.layer("flood"), stations.layer("stations")}};
  }

  static server::Request request(const std::string& target,
                                 server::Headers headers = {{"Host", "map.test"}},
                                 const std::string& method = "GET") {
    server::Request request;
    request.method = method;
    request.headers = std::move(headers);
    EXPECT_TRUE(server::decode_target(target, request)) << target;
    return request;
  }

  server::Response get(const std::string& target, server::Headers headers = {{"Host", "map.test"}},
                       const std::string& method = "GET") {
    return m_router.answer(request(target, std::move(headers), method));
  }

  std::optional<server::Response> at_once(const std::string& target,
                                          server::Headers headers = {{"Host", "map.test"}}) {
    return m_router.answer_at_once(request(target, std::move(headers)));
  }

  /// A layer whose tile 0/0/0 is worth compressing.
  void publish_large() {
    support::Sketch large;
    for (int i = 0; i < 100; ++i)
      large.square(i * 1.7 - 90, i - 50.0, 2);
    m_app.catalog.publish({{}, {large.layer("large")}});
  }

  nlohmann::json document(const std::string& target) {
    const auto response = get(target);
    EXPECT_EQ(response.status, 200) << target << ": " << *response.body;
    return nlohmann::json::parse(*response.body);
  }

  /// Status and detail of an error, which must be problem+json.
  std::pair<int, std::string> error(const std::string& target) {
    const auto response = get(target);
    EXPECT_EQ(server::find_header(response.headers, "Content-Type"), "application/problem+json");
    const auto body = nlohmann::json::parse(*response.body);
    EXPECT_EQ(body["status"], response.status);
    return {response.status, body["detail"]};
  }

  server::App m_app{map()};
  server::Router m_router{m_app, server::routes()};
};
