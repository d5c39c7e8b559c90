// The seeds of the fuzz target of the router (tests/fuzz): it can only vary what they reach.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/api/routes.hpp"
#include "tests/fuzz/router_input.hpp"
#include "tests/support/test_files.hpp"

namespace {

using testing::Contains;

/// The statuses with which the seeds are answered, by method and pattern of the route.
std::map<std::string, std::set<int>> answers_to_seeds() {
  const server::App app{fuzzed::map()};
  const server::Router router(app, server::routes());
  std::map<std::string, std::set<int>> statuses;
  for (const auto& seed :
       std::filesystem::directory_iterator(support::source_file("tests/fuzz/corpus/router"))) {
    std::ifstream file(seed.path(), std::ios::binary);
    const std::string input(std::istreambuf_iterator<char>(file), {});
    server::Request request;
    if (!fuzzed::parse(input, request))
      continue;
    const auto response = router.answer(request);
    statuses[request.method + " " + std::string(response.route)].insert(response.status);
  }
  return statuses;
}

TEST(RouterSeeds, ReachAnAnswerOfEveryAddress) {
  const auto statuses = answers_to_seeds();
  for (const auto& route : server::routes()) {
    const auto name = std::string(route.method) + " " + std::string(route.pattern);
    const auto found = statuses.find(name);
    ASSERT_TRUE(found != statuses.end()) << name;
    EXPECT_THAT(found->second, Contains(200)) << name;
  }
}

} // namespace
