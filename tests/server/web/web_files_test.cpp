#include "server/web/web_files.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/test_files.hpp"

namespace {

using server::find_web_file;

TEST(WebFiles, AreTheBytesOfTheSource) {
  std::ifstream stream(support::source_file("server/web/app.js"), std::ios::binary);
  const std::string source((std::istreambuf_iterator<char>(stream)),
                           std::istreambuf_iterator<char>());
  ASSERT_NE(find_web_file("app.js"), nullptr);
  EXPECT_EQ(find_web_file("app.js")->content, source);
}

TEST(WebFiles, HaveATypeOfTheirOwn) {
  const auto* page = find_web_file("index.html");
  const auto* leaflet = find_web_file("leaflet.js");
  ASSERT_NE(page, nullptr);
  ASSERT_NE(leaflet, nullptr);
  EXPECT_EQ(page->type, "text/html; charset=utf-8");
  EXPECT_EQ(leaflet->type, "text/javascript; charset=utf-8");
}

TEST(WebFiles, OthersAreNotThere) {
  EXPECT_EQ(find_web_file("../main.cpp"), nullptr);
  EXPECT_EQ(find_web_file(""), nullptr);
}

std::vector<std::string> page_files() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(support::source_file("server/web")))
    if (const auto name = entry.path().filename().string();
        entry.is_regular_file() && !name.starts_with("package") && !name.ends_with("pp"))
      names.push_back(name);
  return names;
}

// A module that is not in the list of CMakeLists.txt would only be missed in the browser.
TEST(WebFiles, EveryFileOfThePageIsThere) {
  for (const auto& name : page_files())
    EXPECT_NE(find_web_file(name), nullptr) << name;
}

TEST(WebFiles, NameNoOtherHost) {
  for (const auto& name : page_files()) {
    const bool names_host = find_web_file(name)->content.find("://") != std::string_view::npos;
    EXPECT_EQ(names_host, name == "icon.svg") << name; // there it is the namespace of SVG
  }
}

} // namespace
