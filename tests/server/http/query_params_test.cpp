#include "server/http/query_params.hpp"

#include <gtest/gtest.h>

#include "geo/error.hpp"

namespace {

using server::Request;

Request with_query(const std::string& query) {
  Request request;
  EXPECT_TRUE(server::decode_target("/x?" + query, request));
  return request;
}

template <typename Read>
std::string error_of(const std::string& query, Read read) {
  try {
    read(with_query(query));
  } catch (const geo::Error& error) {
    EXPECT_EQ(error.kind(), geo::ErrorKind::invalid_input);
    return error.what();
  }
  return "no error";
}

std::string bbox_error(const std::string& text) {
  return error_of("bbox=" + text, [](const Request& r) { server::query_bbox(r); });
}

std::string limit_error(const std::string& text) {
  return error_of("limit=" + text,
                  [](const Request& r) { server::query_integer(r, "limit", 1, 10); });
}

TEST(QueryParams, ABoxIsFourNumbers) {
  EXPECT_EQ(server::query_bbox(with_query("bbox=105,20.5,106,21")),
            (std::vector<geo::Box>{{105, 20.5, 106, 21}}));
}

TEST(QueryParams, ABoxWithHeightsLosesThem) {
  EXPECT_EQ(server::query_bbox(with_query("bbox=105,20,-10,106,21,500")),
            (std::vector<geo::Box>{{105, 20, 106, 21}}));
}

TEST(QueryParams, ABoxOverTheAntimeridianIsTwo) {
  EXPECT_EQ(server::query_bbox(with_query("bbox=177,-20,-177,-10")),
            (std::vector<geo::Box>{{177, -20, 180, -10}, {-180, -20, -177, -10}}));
}

TEST(QueryParams, ABoxOfAMapPannedAroundTheWorldIsBroughtBack) {
  const auto boxes = [](const std::string& text) {
    return server::query_bbox(with_query("bbox=" + text));
  };
  EXPECT_EQ(boxes("465,20,466,21"), (std::vector<geo::Box>{{105, 20, 106, 21}}));
  EXPECT_EQ(boxes("177,-20,183,-10"),
            (std::vector<geo::Box>{{177, -20, 180, -10}, {-180, -20, -177, -10}}));
  EXPECT_EQ(boxes("-183,-20,-177,-10"), boxes("177,-20,183,-10"));
  EXPECT_EQ(boxes("-200,-90,200,90"), (std::vector<geo::Box>{{-180, -90, 180, 90}}));
  EXPECT_EQ(boxes("-1e308,0,1e308,1"), (std::vector<geo::Box>{{-180, 0, 180, 1}}));
  EXPECT_EQ(boxes("-180,0,-180,1"), (std::vector<geo::Box>{{-180, 0, -180, 1}}));
  EXPECT_EQ(boxes("180,0,180,1"), (std::vector<geo::Box>{{180, 0, 180, 1}}));
}

TEST(QueryParams, NoBoxIsNone) {
  EXPECT_TRUE(server::query_bbox(with_query("")).empty());
}

TEST(QueryParams, WrongBoxesSayWhatIsLegal) {
  for (const std::string text : {"1,2,3", "1,2,3,4,5", "1,2,3,x", "", "1,2,3,nan", "1,2,3,inf",
                                 "1,,3,4", "1,2,3,4,", "1;2;3;4"})
    EXPECT_EQ(bbox_error(text), "parameter bbox: \"" + text +
                                    "\" is not four numbers; write west,south,east,north in "
                                    "degrees");
  EXPECT_EQ(bbox_error("1,5,2,4"), "parameter bbox: south 5 lies north of north 4");
}

TEST(QueryParams, WrongIntegersSayWhatIsLegal) {
  for (const std::string text : {"0", "-1", "abc", "1.5", "", "99999999999999999999"})
    EXPECT_EQ(limit_error(text),
              "parameter limit: \"" + text + "\" is not a whole number from 1 on");
}

TEST(QueryParams, GivenTwiceIsAnError) {
  EXPECT_EQ(limit_error("1&limit=2"), "parameter limit: given twice; give it once");
}

TEST(QueryParams, UnknownOnesAreRefused) {
  EXPECT_EQ(error_of("limt=3",
                     [](const Request& r) {
                       server::allow_only(r, {"limit", "bbox"});
                     }),
            "parameter limt: not known here; known are: limit, bbox");
}

TEST(QueryParams, WhereThereAreNoneThatIsSaid) {
  EXPECT_EQ(error_of("count=1", [](const Request& r) { server::allow_only(r, {}); }),
            "parameter count: not known here; the address takes none; a body has its own");
}

} // namespace
