#include "layers/sources/csv_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "layers/sources/coordinate_columns.hpp"
#include "layers/text/delimited_text.hpp"
#include "layers/text/exact_number.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using geo::LonLat;
using layers::LayerConfig;
using layers::RawSource;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

LayerConfig csv_config(const std::string& source) {
  LayerConfig config;
  config.id = "test";
  config.source = source;
  return config;
}

RawSource read_text(const std::string& text, const std::string& name = "a.csv") {
  const TestFolder folder;
  auto raw = layers::read_csv(csv_config(folder.write(name, text)));
  if (!raw)
    throw std::runtime_error("left to others");
  return std::move(*raw);
}

std::string row_of(const RawSource& raw, std::size_t i = 0) {
  return std::string(raw.features.json_text(i));
}

std::string refusal_of_csv(const std::string& text, const std::string& name = "a.csv") {
  const TestFolder folder;
  const auto config = csv_config(folder.write(name, text));
  const auto message = error_of([&] { layers::read_csv(config); });
  EXPECT_TRUE(message.starts_with(config.source + ": ")) << message;
  return message.substr(std::min(message.size(), config.source.size() + 2));
}

std::vector<std::string> notes_of(const RawSource& raw) {
  std::vector<std::string> notes;
  for (const auto& problem : raw.features.report.problems)
    notes.push_back(problem.what);
  return notes;
}

TEST(ExactNumber, IsWhatPrintsAsItStands) {
  for (const auto* text : {"0", "-5", "12", "0.25", "-0.5", "123456789.125", "9223372036854775807",
                           "-9223372036854775808", "18446744073709551615"})
    EXPECT_TRUE(layers::prints_as_it_stands(text)) << text;
  for (const auto* text :
       {"", "007", "+5", "1.50", "1e5", "-0", "1,5", " 1", "1 ", "0x1F", ".5", "5.", "NaN", "inf",
        "12:30", "18446744073709551616", "12345678901234567890123", "0.12345678901234567890"})
    EXPECT_FALSE(layers::prints_as_it_stands(text)) << text;
}

TEST(DelimitedText, QuotesSeparatorsAndLineEnds) {
  const auto rows = layers::split_rows("a,\"b\n\"\"c\"\"\",d\r\n\r\n\"\",x\"y\rlast", ',');
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows.row(0)[1].text, "b\n\"c\"");
  EXPECT_TRUE(rows.row(0)[1].is_quoted);
  EXPECT_EQ(rows.row(0)[2].text, "d");
  EXPECT_TRUE(rows.row(1)[0].is_quoted);
  EXPECT_EQ(rows.row(1)[1].text, "x\"y");
  EXPECT_EQ(rows.row(2)[0].text, "last");
  EXPECT_THAT(rows.row_lines, ElementsAre(1, 4, 5));
  EXPECT_EQ(layers::split_rows("a,\"b", ',').open_quote_line, 1U);
}

TEST(DelimitedText, RowsWithTextBehindAClosingQuote) {
  const auto rows = layers::split_rows("a\n\"b\"c,\"d\"e\n\"f\" ,\"g\"\n1,\"h\n2,\"i", ',');
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_THAT(rows.torn_rows, ElementsAre(1, 3));
}

TEST(CsvReader, AStrayQuoteThatSwallowsARowIsNamed) {
  const auto raw = read_text("lat,lon,name\n50,8,\"A\n50.1,8.1,\"B\n51,9,\"C\"\n");
  ASSERT_EQ(raw.features.report.problems.size(), 1U);
  const auto& problem = raw.features.report.problems.front();
  EXPECT_THAT(problem.what, HasSubstr("text behind a closing quote"));
  EXPECT_EQ(problem.effect, layers::Effect::not_understood);
  EXPECT_THAT(problem.first_ids, ElementsAre("1"));
}

TEST(CsvReader, AColumnCalledIdHoldsTheIds) {
  for (const auto* name : {"id", "ID"}) {
    const auto raw = read_text(std::string(name) + ",lat,lon\n3,50,8\n1,50,8\n");
    EXPECT_EQ(raw.features.id_text(0), "3");
    EXPECT_EQ(raw.features.id_text(1), "1");
    EXPECT_EQ(raw.attributes, std::vector<std::string>{name}) << "it is an attribute too";
  }
  EXPECT_EQ(row_of(read_text("id,lat,lon\nA-\"1,50,8\n")),
            R"("id":"A-\"1","properties":{"id":"A-\"1"})");
  EXPECT_EQ(read_text("Id,gid,fid,lat,lon\n3,3,3,50,8\n").features.id_text(0), "1");
}

TEST(CsvReader, AColumnCalledIdWithGapsOrRepeatsHoldsNone) {
  for (const auto* cells : {"3,50,8\n3,50,8\n", "3,50,8\n,50,8\n", "1.5,50,8\n2.5,50,8\n"}) {
    const auto raw = read_text(std::string("id,lat,lon\n") + cells);
    EXPECT_EQ(raw.features.id_text(0), "1") << cells;
    EXPECT_EQ(raw.features.id_text(1), "2") << cells;
    EXPECT_THAT(notes_of(raw), ElementsAre("ids are the numbers of rows: column \"id\" has "
                                           "empty, repeated or fractional values"));
  }
}

TEST(CsvReader, NoNameIsLongerThanAThousandLetters) {
  const auto text = "POINT(" + std::string(2000, ' ') + "1 2)";
  EXPECT_THAT(read_text("wkt\n" + text + "\n").features.geometry.points, ElementsAre(LonLat{1, 2}));
  EXPECT_THAT(refusal_of_csv(std::string(1001, '_') + "lon,lat\n1,2\n"),
              HasSubstr("no coordinate columns"));
}

TEST(CsvReader, PointsThatMayPartThousandsStayText) {
  const auto first_of = [](const std::string& cells) {
    return row_of(read_text("n;lat;lon\n" + cells));
  };
  EXPECT_THAT(first_of("1.234;50;8\n-12.345;50;8\n345;50;8\n;50;8\n"), HasSubstr(R"("n":"1.234")"));
  for (const auto* other : {"12.5", "0.125", "1234.125", "1.2345"}) // no thousands
    EXPECT_THAT(first_of("1.234;50;8\n" + std::string(other) + ";50;8\n"),
                HasSubstr(R"("n":1.234)"))
        << other;
}

TEST(CsvReader, AConditionOnWhatWasEmptiedStillNeedsItsColumn) {
  const TestFolder folder;
  auto config = csv_config(folder.write("a.csv", "severity,lat,lon\n"));
  config.where = "severity >= 3";
  EXPECT_EQ(layers::read_csv(config)->features.size(), 0U);
  config.where = "level >= 3";
  EXPECT_THAT(error_of([&] { layers::read_csv(config); }), HasSubstr("\"level\" not recognised"));
}

TEST(CsvReader, ValuesStayAsTheyStand) {
  const auto raw = read_text("code,phone,id,hm,date,pct,yes,plus,dec,n,x,lon,lat\n"
                             "0012,0900000456,12345678901234567890123,12:30,01/02/2024,5%,true,+1,"
                             "1.50,7,2.5,105,21\n"
                             "0013,0900000678,12345678901234567890124,07:05,02/02/2024,6%,false,+2,"
                             "2.25,-8,0.125,106,21\n");
  EXPECT_EQ(row_of(raw),
            R"("id":"12345678901234567890123","properties":{"code":"0012","phone":"0900000456",)"
            R"("id":"12345678901234567890123","hm":"12:30","date":"01/02/2024",)"
            R"("pct":"5%","yes":"true","plus":"+1","dec":"1.50","n":7,"x":2.5})");
  EXPECT_THAT(raw.features.geometry.points, ElementsAre(LonLat{105, 21}, LonLat{106, 21}));
}

TEST(CsvReader, OneValueThatIsNoNumberMakesAColumnText) {
  const auto raw = read_text("n,lon,lat\n7,1,2\n07,1,2\n");
  EXPECT_EQ(row_of(raw), R"("id":1,"properties":{"n":"7"})");
}

TEST(CsvReader, QuotedValuesAreTextAndEmptyOnesNull) {
  const auto raw = read_text("q,e,lon,lat\n\"12\",,1,2\n\"13\",\"\",1,2\n");
  EXPECT_EQ(row_of(raw, 0), R"("id":1,"properties":{"q":"12","e":null})");
  EXPECT_EQ(row_of(raw, 1), R"("id":2,"properties":{"q":"13","e":""})");
}

TEST(CsvReader, WholeNumbersOf64BitsStayNumbers) {
  EXPECT_EQ(row_of(read_text("n,lon,lat\n18446744073709551615,1,2\n")),
            R"("id":1,"properties":{"n":18446744073709551615})");
}

TEST(CsvReader, EverySeparatorIsFound) {
  for (const char separator : {',', ';', '\t', '|'}) {
    std::string text = "id;name;lat;lon\n1;North;50.1;8.1\n";
    std::ranges::replace(text, ';', separator);
    for (const auto* name : {"a.csv", "a.tsv", "a.psv", "a.txt"}) {
      const auto raw = read_text(text, name);
      EXPECT_THAT(raw.features.geometry.points, ElementsAre(LonLat{8.1, 50.1})) << name;
      EXPECT_EQ(row_of(raw), R"("id":1,"properties":{"id":1,"name":"North"})");
    }
  }
}

TEST(CsvReader, DeclaredSeparatorAndRowsAboveTheNames) {
  EXPECT_THAT(notes_of(read_text("sep=;\nname;lat;lon\nA;50,1;8,1\n")), IsEmpty());
  const auto raw = read_text("Stations of 2024\n\nexported,monday\nname,lat,lon\nA,50.1,8.1\n");
  EXPECT_EQ(raw.features.size(), 1U);
  EXPECT_THAT(notes_of(raw), ElementsAre("2 rows above the names of the columns passed over"));
}

TEST(CsvReader, BlankRowsAreNoFeatures) { // as Excel leaves them
  const auto raw = read_text("name;lat;lon\nA;50;8\n;;\n ; ;\t\n\"\";;\n;51;9\n;;\n");
  EXPECT_EQ(raw.features.report.read, 2U);
  EXPECT_EQ(row_of(raw, 1), R"("id":2,"properties":{"name":null})");
  EXPECT_THAT(notes_of(raw), IsEmpty());
  EXPECT_EQ(read_text("name;lat;lon\n;;\n;;\n").features.report.read, 0U);
}

TEST(CsvReader, ATitleIsNoNameOfAColumnOfPlaces) {
  for (const auto* above : {"Stations;;\nGPS;;\n", "GPS\n"}) {
    const auto raw = read_text(std::string(above) + "name;gps;n\nA;\"21, 105\";1\n");
    EXPECT_THAT(raw.features.geometry.points, ElementsAre(LonLat{105, 21})) << above;
    EXPECT_EQ(row_of(raw), R"("id":1,"properties":{"name":"A","n":1})") << above;
  }
  EXPECT_THAT(read_text("name;gps\n").attributes, ElementsAre("name"));
}

TEST(CsvReader, ACommaInAnUnquotedNameDoesNotMislead) {
  const auto raw = read_text("id;Staffing (4,2);name;lat;lon\n1;3;North;50.1;8.1\n");
  EXPECT_EQ(row_of(raw), R"_("id":1,"properties":{"id":1,"Staffing (4,2)":3,"name":"North"})_");
}

TEST(CsvReader, Utf16IsReadWithAMarkAndWithout) {
  const std::string ascii = "name\tlat\tlon\nA\t21\t105\n";
  for (const bool big : {false, true}) {
    std::string wide;
    for (const char c : ascii)
      wide += big ? std::string{'\0', c} : std::string{c, '\0'};
    EXPECT_EQ(row_of(read_text(wide)), R"("id":1,"properties":{"name":"A"})");
    EXPECT_EQ(row_of(read_text((big ? "\xFE\xFF" : "\xFF\xFE") + wide)),
              R"("id":1,"properties":{"name":"A"})");
  }
}

TEST(CsvReader, EncodingHoldsForTheNamesToo) {
  const TestFolder folder;
  // "Широта;Долгота;Имя" and "Вода" in CP1251
  auto config = csv_config(folder.write(
      "a.csv", "\xD8\xE8\xF0\xEE\xF2\xE0;\xC4\xEE\xEB\xE3\xEE\xF2\xE0;\xC8\xEC\xFF\n55,75;37,62;"
               "\xC2\xEE\xE4\xE0\n"));
  config.encoding = "windows-1251";
  const auto raw = *layers::read_csv(config);
  EXPECT_THAT(raw.features.geometry.points, ElementsAre(LonLat{37.62, 55.75}));
  EXPECT_EQ(row_of(raw), R"("id":1,"properties":{"Имя":"Вода"})");
}

TEST(CsvReader, ConfiguredColumnsAreTaken) {
  const TestFolder folder;
  auto config = csv_config(folder.write("a.csv", "east,north,lon,lat\n8.5,50.5,1,2\n"));
  config.coordinates = {"east", "north"};
  EXPECT_THAT(layers::read_csv(config)->features.geometry.points, ElementsAre(LonLat{8.5, 50.5}));
  config.coordinates = {"est", "north"};
  EXPECT_EQ(error_of([&] { layers::read_csv(config); }),
            config.source + ": has no column \"est\"; set \"coordinates\" to names among east, "
                            "north, lon, lat");
  config.source = folder.write("b.csv", "place\n\"21.03, 105.85\"\n\"POINT (105.85 21.03)\"\n");
  config.coordinates = {"place"};
  EXPECT_THAT(layers::read_csv(config)->features.geometry.points,
              ElementsAre(LonLat{105.85, 21.03}, LonLat{105.85, 21.03}));
}

TEST(CsvReader, MessagesNameTheSeparatorAndTheColumns) {
  EXPECT_THAT(refusal_of_csv("name;address\nA;B\n"),
              testing::StartsWith("no coordinate columns among name, address (separator: "
                                  "semicolon); name them like one of longitude/latitude, "));
  EXPECT_THAT(refusal_of_csv("\xD8\xE8\xF0\xEE\xF2\xE0;b\n1;2\n"),
              testing::EndsWith("; set \"encoding\" if they look wrong"));
  EXPECT_EQ(refusal_of_csv(""), "empty file (0 bytes); export it again");
  EXPECT_EQ(refusal_of_csv("name,lon,lat\nA,1,2\n\"B,1,2\n"),
            "the quote that opens in line 3 does not close; export it again");
}

TEST(CsvReader, SwappedCoordinatesAreNamed) {
  EXPECT_EQ(refusal_of_csv("lon,lat\n21.03,105.85\n"),
            "longitude and latitude seem to have changed places (\"lat\" is 105.85); set "
            "\"coordinates\" to [\"lat\", \"lon\"] if so, or \"crs\" if they are not degrees");
  EXPECT_EQ(read_text("lon,lat\n8,50\n9,51\n8,105\n").features.size(), 3U)
      << "one mistake does not speak for all";
}

TEST(CsvReader, RowsWithMoreCellsThanNamesAreReported) {
  const auto raw = read_text("name,lon,lat\nA,1,2,3\nB,1,2,\n");
  ASSERT_EQ(raw.features.report.problems.size(), 1U);
  EXPECT_EQ(raw.features.report.problems[0].effect, layers::Effect::lost);
  EXPECT_THAT(raw.features.report.problems[0].first_ids, ElementsAre("1"));
}

TEST(CsvReader, AHeadAloneIsAnEmptyLayer) {
  const auto raw = read_text("name,lat,lon\n");
  EXPECT_EQ(raw.features.size(), 0U);
  EXPECT_THAT(raw.attributes, ElementsAre("name"));
}

TEST(CsvReader, ConditionsCompareNumbersAndTexts) {
  const TestFolder folder;
  auto config = csv_config(folder.write("a.csv", "n,code,p,lon,lat\n1,0012,1.50,1,2\n"
                                                 "3,0013,2.50,1,2\n,,,1,2\n"));
  const auto ids_where = [&](const char* where) {
    config.where = where;
    std::vector<std::string> ids;
    const auto raw = *layers::read_csv(config);
    for (std::size_t i = 0; i < raw.features.size(); ++i)
      ids.push_back(raw.features.id_text(i));
    EXPECT_EQ(raw.features.report.read, ids.size());
    return ids;
  };
  EXPECT_THAT(ids_where("n >= 2"), ElementsAre("2"));
  EXPECT_THAT(ids_where("code = '0012'"), ElementsAre("1"));
  EXPECT_THAT(ids_where("p > 2"), ElementsAre("2")) << "texts that are all numbers";
  EXPECT_THAT(ids_where("n IS NULL"), ElementsAre("3"));
  EXPECT_THAT(ids_where("n = 99"), IsEmpty());
  config.where = "nn > 1";
  EXPECT_THAT(error_of([&] { layers::read_csv(config); }),
              testing::StartsWith(config.source + ": condition \"where\" nn > 1 is wrong: "));
}

TEST(CsvReader, WellKnownTextAndItsKin) {
  EXPECT_THAT(read_text("wkt\nPOINT (1 2)\nSRID=4326;POINT (1 2)\n"
                        "0101000020E6100000000000000000F03F0000000000000040\n"
                        "\"{\"\"type\"\":\"\"Point\"\",\"\"coordinates\"\":[1,2]}\"\n")
                  .features.geometry.points,
              testing::Each(LonLat{1, 2}));
}

TEST(CsvReader, WellKnownTextTellsItselfWhateverItsColumnIsCalled) {
  const auto raw = read_text("name;Georeference\nA;POINT (105 21)\nB;\n");
  EXPECT_THAT(raw.features.geometry.points, ElementsAre(LonLat{105, 21}));
  EXPECT_EQ(row_of(raw, 1), R"("id":2,"properties":{"name":"B"})");
}

TEST(CsvReader, AnyTextIsNoTable) {
  const TestFolder folder;
  EXPECT_FALSE(layers::read_csv(csv_config(folder.write("readme.txt", "about\nthese data\n"))));
  EXPECT_FALSE(layers::read_csv(csv_config(folder.write("a.gpkg", "lon,lat\n1,2\n"))));
}

RawSource read_file(const LayerConfig& config) {
  return *layers::read_csv(config);
}

TEST(CsvReader, RepeatedNamesAreServedWithANumberAndReported) {
  const TestFolder folder;
  const auto csv = folder.write("a.csv", "lon,lat,note,NOTE,note\n1,2,a,b,c\n");
  const auto raw = read_file(csv_config(csv));
  EXPECT_THAT(row_of(raw), HasSubstr(R"({"note":"a","NOTE":"b","note_2":"c"})"));
  EXPECT_THAT(notes_of(raw), ElementsAre("attribute name \"note\" repeats; served as \"note_2\""));
  EXPECT_FALSE(raw.features.report.lost_any());
}

TEST(CsvReader, VietnameseCodePageOfACsvAndItsColumnNames) {
  const TestFolder folder;
  // "Đường" in CP1258: D0 đ-stroke capital, FD ư, F5 ơ + CC combining grave.
  auto config = csv_config(folder.write("a.csv", "lon,lat,t\xEAn\n106,10,\xD0\xFD\xF5\xCCng\n"));
  config.encoding = "CP1258";
  EXPECT_THAT(row_of(read_file(config)), HasSubstr(R"({"tên":"Đường"})"));
}

TEST(CsvReader, UnknownNameOfAnEncodingIsAMistake) {
  const TestFolder folder;
  auto config = csv_config(folder.write("a.csv", "lon,lat\n1,2\n"));
  config.encoding = "CP125B";
  EXPECT_EQ(error_of([&] { read_file(config); }),
            config.source + ": encoding \"CP125B\" is not known; write it like \"CP1258\", "
                            "\"CP1251\" or \"ISO-8859-1\"");
}

TEST(CsvReader, LongitudeAndLatitudeWinOverGridCoordinates) {
  const TestFolder folder;
  const auto csv = folder.write("a.csv", "XCOORD,YCOORD,LATITUDE,LONGITUDE\n"
                                         "396000,137000,38.9,-77.0\n");
  EXPECT_THAT(read_file(csv_config(csv)).features.geometry.points,
              ElementsAre(LonLat{-77.0, 38.9}));
}

TEST(CsvReader, VietnameseColumnsAndSemicolonsAreUnderstood) {
  const TestFolder folder;
  const auto csv = folder.write("a.csv", "Tên;Kinh độ;Vĩ độ;Số xe\nTrạm 1;105.8;21.03;4\n");
  const auto raw = read_file(csv_config(csv));
  EXPECT_THAT(raw.features.geometry.points, ElementsAre(LonLat{105.8, 21.03}));
  EXPECT_EQ(row_of(raw), R"("id":1,"properties":{"Tên":"Trạm 1","Số xe":4})");
}

TEST(CsvReader, WellKnownTextIsUnderstood) {
  const TestFolder folder;
  const auto csv = folder.write("a.csv", "name,WKT\nlake,\"LINESTRING (1 2, 3 4)\"\n");
  EXPECT_THAT(read_file(csv_config(csv)).features.geometry.points,
              ElementsAre(LonLat{1, 2}, LonLat{3, 4}));
}

TEST(CsvReader, RowsWithoutCoordinatesAreFeaturesWithoutParts) {
  const TestFolder folder;
  const auto csv = folder.write("a.csv", "lon,lat,n\n1,2,1\n,,2\nabc,def,3\n");
  const auto raw = read_file(csv_config(csv));
  EXPECT_EQ(raw.features.size(), 3U);
  EXPECT_EQ(raw.features.geometry.part_count(), 1U);
}

using Names = std::vector<std::string>;

TEST(Coordinates, AreFoundByManyNames) {
  for (const auto& [x, y] :
       std::vector<std::pair<const char*, const char*>>{{"longitud", "latitud"},
                                                        {"gps_lon", "gps_lat"},
                                                        {"Länge", "Breite"},
                                                        {"долгота", "широта"},
                                                        {"longitude_wgs84", "latitude_wgs84"},
                                                        {"Kinh độ", "Vĩ độ"},
                                                        {"geo_x", "geo_y"},
                                                        {"LON", "LAT"},
                                                        {"Longitude (deg)", "Latitude (deg)"},
                                                        {"Easting", "Northing"},
                                                        {"station_lon", "station_lat"},
                                                        {"coord_x", "coord_y"},
                                                        {"X", "Y"}}) {
    const auto found = layers::find_coordinates({"name", y, "phone", x});
    ASSERT_TRUE(found) << x;
    EXPECT_EQ(found->x, 3U) << x;
    EXPECT_EQ(found->y, 1U) << x;
  }
  EXPECT_EQ(layers::find_coordinates({"phone", "long", "lat", "lon"})->x, 3U) << "the surer name";
  EXPECT_FALSE(layers::find_coordinates(Names{"name", "lon"}));
  EXPECT_FALSE(layers::find_coordinates(Names{"start_lon", "end_lat"}));
}

TEST(Coordinates, AreReadAsPeopleWriteThem) {
  EXPECT_EQ(layers::coordinate_in(" 105,5 "), 105.5);
  EXPECT_EQ(layers::coordinate_in("\xE2\x88\x92"
                                  "12.5"),
            -12.5);
  EXPECT_EQ(layers::coordinate_in("10°30'N"), 10.5);
  EXPECT_EQ(layers::coordinate_in("77° 15' 36\" W"), -77.26);
  EXPECT_EQ(layers::coordinate_in("S 12 30"), -12.5);
  EXPECT_FALSE(layers::coordinate_in("10°75'N"));
  EXPECT_FALSE(layers::coordinate_in("abc"));
  EXPECT_FALSE(layers::coordinate_in("10 20"));
  EXPECT_FALSE(layers::coordinate_in(""));
  EXPECT_EQ(layers::pair_in("10.5,106.5"), (LonLat{10.5, 106.5}));
  EXPECT_EQ(layers::pair_in("(10,5; 106,5)"), (LonLat{10.5, 106.5}));
  EXPECT_EQ(layers::pair_in("10°30'N 106°30'E"), (LonLat{10.5, 106.5}));
}

} // namespace
