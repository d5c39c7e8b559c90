#pragma once

#include <stop_token>
#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "server/api/routes.hpp"
#include "server/loading/map_loader.hpp"
#include "tests/support/test_files.hpp"

namespace support {

/// Requests against the sample district, which is loaded once.
class SampleDistrict : public testing::Test {
protected:
  static std::string configuration() { return source_file("sample-data/hazardmap.json"); }

  static const layers::Map& map() {
    static const auto loaded =
        server::load_map(server::checked_plan({configuration()}), {configuration()});
    return loaded;
  }

  static server::Request request(const std::string& target,
                                 server::Headers headers = {{"Host", "map.test"}},
                                 std::stop_token stop = {}) {
    server::Request request;
    request.method = "GET";
    request.headers = std::move(headers);
    request.stop = std::move(stop);
    EXPECT_TRUE(server::decode_target(target, request)) << target;
    return request;
  }

  server::Response get(const std::string& target, server::Headers headers = {{"Host", "map.test"}},
                       std::stop_token stop = {}) {
    return m_router.answer(request(target, std::move(headers), std::move(stop)));
  }

  nlohmann::json document(const std::string& target) {
    const auto response = get(target);
    EXPECT_EQ(response.status, 200) << target << ": " << *response.body;
    return nlohmann::json::parse(*response.body);
  }

  /// Status and "detail" of a refusal.
  std::pair<int, std::string> refusal(const std::string& target) {
    const auto response = get(target);
    return {response.status, nlohmann::json::parse(*response.body).value("detail", "")};
  }

  server::App m_app{map()};
  server::Router m_router{m_app, server::routes()};
};

} // namespace support
