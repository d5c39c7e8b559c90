// Every link in every answer begins with the address that the map has for others.
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/support/api_fixture.hpp"

namespace {

using nlohmann::json;
using testing::StartsWith;

const server::Headers behind_proxy{{"Host", "inner:8080"},
                                   {"X-Forwarded-Proto", "https"},
                                   {"X-Forwarded-Host", "www.example.org"},
                                   {"X-Forwarded-Prefix", "/gis"}};

/// Texts in a document that lead somewhere on this server.
void collect_links(const json& value, std::vector<std::string>& links) {
  if (value.is_structured())
    for (const auto& each : value)
      collect_links(each, links);
  else if (value.is_string() && value.get<std::string>().find("://") != std::string::npos &&
           !value.get<std::string>().starts_with("http://www.opengis.net/"))
    links.push_back(value);
}

class Links : public Api {
protected:
  /// In the body and the headers of an answer.
  std::vector<std::string> links(const std::string& target, const server::Headers& headers) {
    const auto response = get(target, headers);
    EXPECT_EQ(response.status, 200) << target << ": " << *response.body;
    std::vector<std::string> found;
    collect_links(json::parse(*response.body), found);
    for (const auto& [name, value] : response.headers)
      if (value.find("://") != std::string::npos)
        found.push_back(value);
    return found;
  }

  /// Every address that answers with JSON, and how many links it has.
  const std::vector<std::pair<std::string, std::size_t>> m_documents{
      {"/?f=json", 7},
      {"/collections", 1 + 2 * 6},
      {"/collections/stations", 6},
      {"/collections/stations/tiles", 1 + 4},
      {"/tiles/WebMercatorQuad", 4},
      {"/tileMatrixSets", 1},
      {"/collections/stations/items", 2},
      {"/collections/stations/items?limit=1&offset=1", 4}, // self, collection, next, prev
      {"/collections/stations/items?limit=1&bbox=105,20,108,21", 3},
      {"/collections/stations/items/0", 2},
      {"/xyz/stations.json", 1},
      {"/xyz/flood,stations.json?format=geojson", 1},
      {"/xyz/flood/0/0/0.geojson", 0},
      {"/legend/flood", 0},
      {"/health/ready", 0}};
};

TEST_F(Links, BeginWithTheAddressThatTheProxyHas) {
  for (const auto& [target, count] : m_documents) {
    const auto found = links(target, behind_proxy);
    EXPECT_EQ(found.size(), count) << target;
    for (const auto& link : found)
      EXPECT_THAT(link, StartsWith("https://www.example.org/gis/")) << target;
  }
}

TEST_F(Links, BeginWithTheAddressThatIsConfigured) {
  m_app.base_url = "https://map.test/a/b";
  for (const auto& [target, count] : m_documents) {
    const auto found = links(target, behind_proxy);
    EXPECT_EQ(found.size(), count) << target;
    for (const auto& link : found)
      EXPECT_THAT(link, StartsWith("https://map.test/a/b/")) << target;
  }
}

TEST_F(Links, OfAnotherAddressHaveAnotherTag) {
  for (const auto& [target, count] : m_documents) {
    if (count == 0)
      continue;
    const auto plain = get(target, {{"Host", "inner:8080"}});
    const auto tag = std::string(*server::find_header(plain.headers, "ETag"));
    auto headers = behind_proxy;
    headers.emplace_back("If-None-Match", tag);
    EXPECT_EQ(get(target, headers).status, 200) << target;
    EXPECT_EQ(get(target, {{"Host", "inner:8080"}, {"If-None-Match", tag}}).status, 304) << target;
  }
}

TEST_F(Links, AreAddressesThatAnswer) {
  constexpr std::string_view base = "https://www.example.org/gis";
  for (const auto& [target, count] : m_documents) {
    if (count == 0)
      continue;
    for (auto link : links(target, behind_proxy)) {
      for (const std::string in_braces :
           {"{z}", "{x}", "{y}", "{tileMatrix}", "{tileRow}", "{tileCol}"})
        if (const auto at = link.find(in_braces); at != std::string::npos)
          link.replace(at, in_braces.size(), "0");
      EXPECT_EQ(get(link.substr(base.size())).status, 200) << link;
    }
  }
}

} // namespace
