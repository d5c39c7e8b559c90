#include "geo/secrets.hpp"

#include <gtest/gtest.h>

using geo::without_secrets;

namespace {

struct Row {
  const char* text;
  const char* shown;
};

} // namespace

TEST(Secrets, OfConnectionsOfEachKindAreHidden) {
  const Row rows[] = {
      {"PG:host=db user=u password=S3cret dbname=fire",
       "PG:host=db user=u password=*** dbname=fire"},
      {"PG:dbname='fire' password='S3 cr''et' user=u", "PG:dbname='fire' password=*** user=u"},
      {R"(PG:password=S3\ cret user=u)", "PG:password=*** user=u"},
      {R"(PG:password='it\'s S3cret' user=u)", "PG:password=*** user=u"},
      {"PG:password = S3cret host=db", "PG:password = *** host=db"},
      {"PG:host=db PASSWORD=a;b,c&d", "PG:host=db PASSWORD=***"},
      {"PG:host=db sslpassword=S3cret", "PG:host=db sslpassword=***"},
      {"postgresql://u:S3cret@db/fire?sslmode=require",
       "postgresql://u:***@db/fire?sslmode=require"},
      {"postgresql://db/fire?user=u&password=S3cret", "postgresql://db/fire?user=u&password=***"},
      {"MYSQL:fire,host=db,user=u,password=S3 cret,port=3306",
       "MYSQL:fire,host=db,user=u,password=***,port=3306"},
      {"MSSQL:server=db;uid=u;pwd=S3 cret;database=fire;tables=roads",
       "MSSQL:server=db;uid=u;pwd=***;database=fire;tables=roads"},
      {"MSSQL:server=db; PWD={S3;cret}; database=fire", "MSSQL:server=db; PWD=***; database=fire"},
      {"ODBC:u/x@dsn;Password=S3cret", "ODBC:u/***@dsn;Password=***"},
      {"OCI:scott/S3cret@db:1521/fire", "OCI:scott/***@db:1521/fire"},
      {"WFS:https://gis.example/wfs?token=S3cret&typename=roads",
       "WFS:https://gis.example/wfs?token=***&typename=roads"},
      {"WFS:https://u:S3cret@gis.example:8443/wfs", "WFS:https://u:***@gis.example:8443/wfs"},
      {"https://gis.example/a.geojson?api_key=S3cret#top",
       "https://gis.example/a.geojson?api_key=***#top"},
      {"https://S3cret@gis.example/a.geojson", "https://***@gis.example/a.geojson"},
      {"https://u:S3@cret@gis.example/a", "https://u:***@gis.example/a"},
      {"https://u:S3/cr@et@gis.example/a", "https://u:***@gis.example/a"},
      {"/vsicurl?header.Authorization=Bearer%20S3cret&url=https%3A%2F%2Fgis.example%2Fa",
       "/vsicurl?header.Authorization=***&url=https%3A%2F%2Fgis.example%2Fa"},
      {"/vsicurl?url=https%3A%2F%2Fu%3AS3cret%40gis.example%2Fa",
       "/vsicurl?url=https%3A%2F%2F***%40gis.example%2Fa"},
      {"/vsis3/bucket/a.gpkg?X-Amz-Credential=S3cret&X-Amz-Signature=S3cret",
       "/vsis3/bucket/a.gpkg?X-Amz-Credential=***&X-Amz-Signature=***"},
      {"WFS:https://gis.example/wfs?token=S3cret: no answer",
       "WFS:https://gis.example/wfs?token=***: no answer"},
      {"postgresql://u:a?S3cret@db/fire", "postgresql://u:***@db/fire"},
      {"postgresql://u:a S3cret@db/fire: no", "postgresql://u:***@db/fire: no"},
      {"postgresql://u:12/S3cret@db/fire", "postgresql://u:***@db/fire"},
      {"postgresql://u:a@S3cret@db: could not translate host name \"S3cret@db\"",
       "postgresql://u:***@db: could not translate host name \"***@db\""},
      {"PG:host=db password=a'b S3cret user=u: no", "PG:host=db password=*** user=u: no"},
      {"PG:password=a S3cret: missing \"=\" after \"S3cret\"",
       "PG:password=***: missing \"=\" after \"***\""},
      {"WFS:https://gis.example/wfs?pass%77ord=S3cret&a=1",
       "WFS:https://gis.example/wfs?pass%77ord=***&a=1"},
      {"https://gis.example/a?key=S3cret&map_key=S3cret&code=S3cret",
       "https://gis.example/a?key=***&map_key=***&code=***"},
      {"/vsicurl?header.X-Api=S3cret&url=https%3A%2F%2Fa",
       "/vsicurl?header.X-Api=***&url=https%3A%2F%2Fa"},
      {"ODBC:u/S3cret@dsn", "ODBC:u/***@dsn"},
      {"OCI:u/S3cret", "OCI:u/***"},
      {"MSSQL:server=db;PWD={a}}S3cret;b};database=fire", "MSSQL:server=db;PWD=***;database=fire"},
      {"<UserPwd a='b'><![CDATA[u:S3cret]]></UserPwd>", "<UserPwd a='b'>***</UserPwd>"},
      {"{'password':'S3cret'}", "{'password':***}"},
      {"AWS_SECRET_ACCESS_KEY=S3cret", "AWS_SECRET_ACCESS_KEY=***"},
      {"<OGRWFSDataSource><URL>https://gis.example</URL><UserPwd>u:S3cret</UserPwd></"
       "OGRWFSDataSource>",
       "<OGRWFSDataSource><URL>https://gis.example</URL><UserPwd>***</UserPwd></OGRWFSDataSource>"},
      {R"({"url": "https://gis.example", "token" : "S3\"cret", "x": 1})",
       R"({"url": "https://gis.example", "token" : ***, "x": 1})"},
      {"MSSQL:server=db;pwd=S3: cret x;database=fire", "MSSQL:server=db;pwd=***;database=fire"},
      {"MSSQL:pwd=S3: cret;server=db", "MSSQL:pwd=***;server=db"},
      {"MSSQL:server=db;pwd=S3: cret", "MSSQL:server=db;pwd=***"},
      {"MYSQL:fire,host=db,password=S3: cret,port=3306",
       "MYSQL:fire,host=db,password=***,port=3306"},
      {"WFS:https://gis.example/wfs?token=S3: cret x&typename=roads",
       "WFS:https://gis.example/wfs?token=***&typename=roads"},
      {"WFS:https://gis.example/wfs?token=S3&cret&typename=roads: no",
       "WFS:https://gis.example/wfs?token=***&typename=roads: no"},
      {"GET https://a.example/?token=S3cret failed, see https://b.example/?a=1&b=2",
       "GET https://a.example/?token=*** failed, see https://b.example/?a=1&b=2"},
      {"HTTP 401 for Authorization: Bearer S3cret", "HTTP 401 for Authorization: Bearer ***"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(without_secrets(row.text), row.shown);
}

TEST(Secrets, OtherTextStays) {
  for (const char* text :
       {"", "data/flood.gpkg", "PG:host=db dbname=fire user=u", "https://gis.example:8080/a@2x.png",
        "https://gis.example/a?bbox=1,2,3,4&f=json", R"(no attribute "pass"; set "fields")",
        "no features where compass=5 AND overpass=1", "roads: key: 5", "/data/user@host/a.shp",
        "parameter littps://hf//hf@t: not known", "x://a:b c", "password=", "a://:@", "://",
        "http://[::1]:8080/xyz/flood/1/2/3.mvt?v=5"})
    EXPECT_EQ(without_secrets(text), text);
}
