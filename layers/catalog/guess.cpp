#include "layers/catalog/guess.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <unordered_map>

#include <fmt/ranges.h>

#include "layers/text/folded_text.hpp"
#include "layers/text/source_path.hpp"

namespace layers {

namespace {

using geo::PartType;

/// Shapes a word or attribute speaks for.
enum Shapes : unsigned { points = 1, lines = 2, polygons = 4, any = 7 };

struct Clue {
  std::string_view words; ///< folded, parted by '|'; one of them must occur
  Kind kind;
  unsigned shapes;
  std::string_view style = ""; ///< of points; empty: the kind's own
};

/// Words in names. The first that fits decides, so what would mislead a later line stands before
/// it: a police station is no fire station, a flood zone no ward.
constexpr std::array name_clues{
    Clue{"substation|power|electricity|tram bien ap|duong day|pipeline|umspannwerk|подстанц",
         Kind::reference, any},
    Clue{"hospital|clinic|benh vien|tram y te|krankenhaus|klinik|больниц", Kind::reference, any},
    Clue{"police|cong an|polizei|полици", Kind::reference, points | polygons},
    Clue{"hydrant|tru nuoc|tru cuu hoa|lay nuoc|гидрант", Kind::reference, any, "hydrant"},
    Clue{"shelter|evacuation|evac|walkout|so tan|school|truong hoc|schule|школ", Kind::reference,
         any},
    Clue{"tank|bus|metro|subway|railway|gas station|fuel|weather station|khi tuong|ga tau",
         Kind::reference, any},
    Clue{"flood|floodplain|inundation|ngap|ngap lut|lu lut|lu quet|lut|hochwasser|"
         "ueberschwemmung|uberschwemmung|затоп|паводк|наводнен",
         Kind::hazard, polygons},
    Clue{"hazard|danger|risk|threat|nguy co|nguy hiem|rui ro|gefahr|gefahren|gefahrdung|risiko|"
         "опасн|риск",
         Kind::hazard, polygons},
    Clue{"landslide|sat lo|truot lo|truot dat|erdrutsch|avalanche|lawine|оползн|лавин",
         Kind::hazard, polygons},
    Clue{
        "tsunami|song than|surge|cyclone|typhoon|storm|con bao|bao lu|volcano|volcanic|nui lua|krb|"
        "earthquake|dong dat|eruption",
        Kind::hazard, polygons},
    Clue{"wildfire|chay rung|chay no|fire perimeter|burned|burnt|burn|smoke|waldbrand|"
         "chemical|hoa chat|explosion|contamination",
         Kind::hazard, polygons},
    Clue{"fire station|firestation|fire house|firehouse|rescue station|tram cuu hoa|"
         "tram chua chay|doi chua chay|tram pccc|doi pccc|pccc|feuerwache|feuerwehr|"
         "rettungswache|пожарн",
         Kind::station, points | polygons},
    Clue{"incident|emergency call|emergency calls|service request|request|dispatch|callout|su co|"
         "vu chay|vu viec|tai nan|accident|einsatz|einsatze|unfall|происшеств|вызов|авари",
         Kind::incident, points},
    Clue{"fire|wildfire|hotspot|diem chay|diem nong|quake|earthquake|alert|gdacs|пожар",
         Kind::incident, points},
    Clue{"station", Kind::station, points},
    Clue{"river|stream|creek|canal|coast|contour|trail|footpath", Kind::reference, lines},
    Clue{"road|street|highway|duong|duong bo|giao thong|strasse|strassennetz|strassen|дорог|улиц",
         Kind::road, lines},
    Clue{"ward|phuong|xa|commune|district|quan|huyen|province|tinh|city|thanh pho|thi xa|county|"
         "municipality|borough|precinct|neighborhood|neighbourhood|khu pho|thon|battalion|"
         "bezirk|gemeinde|landkreis|район|округ|област",
         Kind::area, polygons},
    Clue{"zipcode|zip|postcode|postal|plz|admin|administrative|hanh chinh|ranh gioi|boundary|"
         "boundaries|dia ban|first due|response area|sector|region",
         Kind::area, polygons},
    Clue{"population|census|people|household|dan so|dan cu|ho dan|building|toa nha|nha o|"
         "gebaude|einwohner|bevolkerung|населен|здани",
         Kind::demand, points | polygons},
};

/// Attributes (snake names) that speak where the name is silent.
constexpr std::array attribute_clues{
    Clue{"highway|fclass|road_class|roadclass|roadtype|road_type|functionalclass|maxspeed|oneway|"
         "speed_km_h|speed_kmh|loai_duong|cap_duong",
         Kind::road, lines},
    Clue{"severity|hazard|hazard_type|hazard_level|risk_level|muc_do|cap_do_rui_ro|nguy_co|"
         "loai_thien_tai|fld_zone|flood_zone|h_zone|hazard_zone|krb|gefahrenstufe",
         Kind::hazard, polygons},
    Clue{"turnout_s|turnout|turnout_time", Kind::station, points},
    Clue{"incident_type|call_type|loai_su_co|mag|magnitude|frp|brightness|bright_ti4",
         Kind::incident, points},
    Clue{"ma_xa|ma_huyen|ma_tinh|admin_level", Kind::area, polygons},
    Clue{"population|pop|dan_so|danso|einwohner|население|households", Kind::demand,
         points | polygons},
};

/// Words in the names of polygons that are water, and those that make something else of them.
constexpr std::string_view water_words =
    "water|waters|waterbody|waterbodies|river|riverbank|lake|pond|reservoir|canal|sea|ocean|song|"
    "song ngoi|ho nuoc|ho|mat nuoc|kenh|thuy he|bien|gewasser|gewaesser|wasserflache|fluss|see|"
    "вода|водоем|водоемы|водоём|водоёмы|река|реки|озеро|озера|озёра|пруд";
constexpr std::string_view not_water_words =
    "basin|catchment|watershed|luu vuc|district|supply|tank|tower|works|buffer|protection|quality|"
    "gauge|level|park|flood|hydrant|einzugsgebiet|schutzgebiet|водосбор";

struct RoleNames {
  std::string_view role;
  std::string_view kinds; ///< kinds of layers that have the role; empty: all
  std::string_view names; ///< snake names, the best first
};

constexpr std::array role_names{
    RoleNames{"name", "",
              "name|ten|title|label|station_name|street_name|st_name|road_name|facility_name|"
              "corridor_name|corridorname|struct_nm|full_name|ten_goi|bezeichnung|название|имя|"
              "post_office_city|csdname"},
    RoleNames{"name", "area",
              "ward|district|commune|province|ten_xa|ten_phuong|ten_huyen|ten_tinh|xa|phuong|huyen|"
              "tinh|zipcode|zip|plz|battalion|code|ma"},
    RoleNames{"name_vi", "", "name_vi|ten_vi|ten_tieng_viet"},
    RoleNames{"name_en", "", "name_en|ten_en|name_english|english_name"},
    RoleNames{"type", "hazard station incident demand area reference",
              "type|hazard_type|incident_type|call_type|category|kind|loai|loai_hinh|"
              "loai_thien_tai|loai_su_co|fld_zone|facility_type|struct_typ|"
              "servicecodedescription|art|typ|тип|power"},
    RoleNames{"severity", "hazard incident",
              "severity|severity_level|level|risk_level|hazard_level|cap_do|muc_do|cap_do_rui_ro|"
              "rui_ro|gefahrenstufe|stufe|уровень|krb|danger_level|hazard_class|risk_class|"
              "muc_do_nguy_hiem|степень|степень_опасности|класс_опасности|risk"},
    RoleNames{"status", "station incident",
              "status|state_of_incident|trang_thai|tinh_trang|serviceorderstatus|zustand|статус"},
    RoleNames{"time", "incident",
              "time|datetime|date_time|timestamp|occurred_at|reported_at|call_time|start_time|"
              "thoi_gian|ngay_gio|ngay|adddate|acq_date|date|zeit|datum|время|дата"},
    RoleNames{"turnout_s", "station",
              "turnout_s|turnout_seconds|thoi_gian_xuat_xe_s|turnout|turnout_time|turnout_min|"
              "turnout_minutes|thoi_gian_xuat_xe|turnout_sec|turnout_time_s|turnout_time_sec|"
              "turnout_time_min|thoi_gian_xuat_xe_phut|thoi_gian_xuat_xe_giay|"
              "thoi_gian_xuat_phat|thoi_gian_xuat_phat_phut|thoi_gian_xuat_phat_s|"
              "thoi_gian_xuat_phat_giay|ausrueckezeit|время_выезда|turnout_time_minutes|"
              "turnout_time_seconds|turnout_time_secs|turnout_time_mins|turnout_mins|turnout_secs|"
              "thoi_gian_xuat_quan|thoi_gian_xuat_quan_phut|thoi_gian_xuat_quan_s|"
              "thoi_gian_xuat_quan_giay|ausruckezeit|ausruckezeit_min|ausruckezeit_s|"
              "ausrueckezeit_min|ausrueckezeit_s|время_выезда_мин|время_выезда_сек"},
    RoleNames{"units", "station", "units|rel_units|vehicles|engines|so_xe|fahrzeuge|engine"},
    RoleNames{"population", "demand area",
              "population|pop|pop_total|total_pop|dan_so|danso|people|einwohner|население|so_dan|"
              "dan_so_nguoi|so_nguoi|pop_est|totpop|tot_pop|population_total|"
              "total_population|inhabitants|residents|einwohnerzahl|численность_населения"},
    RoleNames{"area_class", "demand area",
              "area_class|urban_rural|rural_urban|do_thi_nong_thon|thanh_thi_nong_thon"},
    RoleNames{"class", "road",
              "highway|class|fclass|road_class|roadclass|functionalclass|road_type|roadtype|"
              "loai_duong|cap_duong|nhstype"},
    RoleNames{"speed_km_h", "road",
              "speed_km_h|speed_kmh|maxspeed|max_speed|speed|toc_do|vmax|geschwindigkeit|"
              "speed_mph|maxspeed_mph|max_speed_mph|maxspeed_kmh|maxspeed_km_h|max_speed_kmh|"
              "max_speed_km_h|speed_limit|speed_limit_mph|speed_limit_kmh|speed_limit_km_h|"
              "speedlimit|posted_speed|posted_speed_mph|posted_speed_limit|toc_do_toi_da|"
              "toc_do_gioi_han|toc_do_km_h|скорость|скорость_км_ч|максимальная_скорость|"
              "ограничение_скорости|hochstgeschwindigkeit|tempolimit"},
    RoleNames{"oneway", "road",
              "oneway|one_way|mot_chieu|einbahn|directionality|sens_de_circulation|rijrichtng|"
              "dir_travel|direction_of_travel|is_oneway|chieu|chieu_luu_thong|einbahnstrasse|"
              ""
              "одностороннее_движение|одностороннее"},
    RoleNames{"bridge", "road", "bridge|is_bridge|cau|brucke|bruecke|мост"},
    RoleNames{"access", "road", "access|motor_vehicle|vehicle|доступ"},
    RoleNames{"surface", "road",
              "surface|surface_type|mat_duong|loai_mat_duong|покрытие|oberflache|fahrbahnbelag"},
    RoleNames{"junction", "road", "junction"},
    RoleNames{"tunnel", "road", "tunnel|is_tunnel|duong_ham|тоннель|туннель"},
    RoleNames{"layer", "road", "layer"},
    RoleNames{"duration", "road", "duration"},
    RoleNames{"emergency", "road", "emergency"},
    RoleNames{"max_weight_t", "road",
              "max_weight_t|maxweight|max_weight|maxweight_t|weight_limit|weight_limit_t|"
              "max_weight_kg|maxweight_kg|max_weight_lbs|weight_limit_kg|weight_limit_lbs|"
              "tai_trong|tai_trong_t|tai_trong_cau|tai_trong_cho_phep|gioi_han_tai_trong|traglast|"
              "tragfahigkeit|gewichtsbeschrankung|грузоподъемность|ограничение_массы"},
    RoleNames{"max_height_m", "road",
              "max_height_m|maxheight|max_height|maxheight_m|height_limit|height_limit_m|"
              "clearance|clearance_m|vertical_clearance|vertical_clearance_m|max_height_ft|"
              "maxheight_ft|max_height_cm|maxheight_cm|clearance_ft|vertical_clearance_ft|"
              "height_limit_ft|tinh_khong|tinh_khong_m|gioi_han_chieu_cao|chieu_cao_gioi_han|"
              "durchfahrtshohe|lichte_hohe|габарит_по_высоте|ограничение_высоты"},
    RoleNames{"max_width_m", "road",
              "max_width_m|maxwidth|max_width|maxwidth_m|width_limit|width_limit_m|max_width_ft|"
              "maxwidth_ft|max_width_cm|maxwidth_cm|width_limit_ft|gioi_han_chieu_rong|"
              "chieu_rong_gioi_han|durchfahrtsbreite|ограничение_ширины"},
    RoleNames{"max_axle_load_t", "road",
              "max_axle_load_t|maxaxleload|max_axle_load|maxaxleload_t|axle_load_limit|"
              "axle_load_limit_t|max_axle_load_kg|max_axle_load_lbs|tai_trong_truc|"
              "gioi_han_tai_trong_truc|achslast|max_achslast|нагрузка_на_ось"},
};

/// The parts of a text between '|'.
std::vector<std::string_view> alternatives(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t start = 0; start <= text.size();) {
    const auto end = std::min(text.find('|', start), text.size());
    parts.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return parts;
}

/// Where nothing tells the shape, a word may speak for any.
unsigned shapes_of(std::optional<PartType> shape) {
  if (!shape)
    return any;
  switch (*shape) {
  case PartType::point:
    return points;
  case PartType::line:
    return lines;
  default:
    return polygons;
  }
}

constexpr std::string_view shape_name(std::optional<PartType> shape) {
  if (!shape)
    return "no features";
  return *shape == PartType::point ? "points" : *shape == PartType::line ? "lines" : "polygons";
}

/// A name's words between blanks, and run together.
struct SearchableName {
  explicit SearchableName(std::string_view name) {
    for (const auto& word : words_of(name)) {
      spaced += " " + word;
      run_together += word;
    }
    spaced += " ";
  }

  /// As a word of its own, also in the plural; long ones inside others too ("firestations",
  /// "hochwassergebiet").
  bool has(std::string_view word) const {
    constexpr std::size_t long_bytes = 8;
    std::string squeezed(word);
    std::erase(squeezed, ' ');
    if (squeezed.size() >= long_bytes && run_together.find(squeezed) != std::string::npos)
      return true;
    return std::ranges::any_of(std::array{" ", "s ", "es "}, [&](const char* ending) {
      return spaced.find(fmt::format(" {}{}", word, ending)) != std::string::npos;
    });
  }

  std::string spaced;
  std::string run_together;
};

/// The first clue for the shape of which `occurs` finds a word.
template <typename Occurs>
std::optional<KindGuess> first_clue(std::span<const Clue> clues, std::optional<PartType> shape,
                                    const char* where, Occurs occurs) {
  for (const auto& clue : clues) {
    if (!(clue.shapes & shapes_of(shape)))
      continue;
    for (const auto word : alternatives(clue.words)) {
      if (occurs(word))
        return KindGuess{clue.kind, fmt::format("{}, \"{}\" {}", shape_name(shape), word, where),
                         std::string(shape == PartType::point ? clue.style : "")};
    }
  }
  return std::nullopt;
}

/// A name with a year behind it: "POP2004" rather than "POP2000", "Dân số 2019"; empty: none.
std::string latest_year_of(const RoleNames& role, const std::vector<std::string>& attributes) {
  const auto names = alternatives(role.names);
  std::string latest;
  std::string latest_year;
  for (const auto& attribute : attributes) {
    auto words = words_of(attribute);
    if (words.size() < 2)
      continue;
    const auto year = words.back();
    words.pop_back();
    const auto name = fmt::format("{}", fmt::join(words, "_"));
    const bool is_year = std::ranges::all_of(year, [](char c) { return c >= '0' && c <= '9'; });
    if (is_year && year > latest_year && std::ranges::find(names, name) != names.end()) {
      latest = attribute;
      latest_year = year;
    }
  }
  return latest;
}

/// The first attribute of each snake_name().
std::unordered_map<std::string, std::string>
by_snake_name(const std::vector<std::string>& attributes) {
  std::unordered_map<std::string, std::string> first;
  for (const auto& attribute : attributes)
    first.try_emplace(snake_name(attribute), attribute);
  return first;
}

std::string attribute_for(const RoleNames& role, const std::vector<std::string>& attributes,
                          const std::unordered_map<std::string, std::string>& by_name) {
  for (const auto name : alternatives(role.names)) {
    const auto found = by_name.find(std::string(name));
    if (found != by_name.end())
      return found->second;
  }
  return role.role == "population" ? latest_year_of(role, attributes) : "";
}

/// Points that tell how bad something was and when: what happened, not what stands there.
bool tells_when_and_how_bad(const TableSchema& table) {
  const auto fields = guess_fields(Kind::incident, table.attributes);
  return table.shape == PartType::point && fields.contains("severity") && fields.contains("time");
}

} // namespace

KindGuess guess_kind(std::string_view name, const TableSchema& table) {
  const SearchableName searchable(name);
  if (auto guess = first_clue(name_clues, table.shape, "in the name",
                              [&](std::string_view word) { return searchable.has(word); }))
    return *guess;
  const auto by_name = by_snake_name(table.attributes);
  const auto has_attribute = [&](std::string_view word) {
    return by_name.contains(std::string(word));
  };
  if (auto guess = first_clue(attribute_clues, table.shape, "among the attributes", has_attribute))
    return *guess;
  if (tells_when_and_how_bad(table))
    return {Kind::incident, "points with a severity and a time", ""};
  return {Kind::reference, fmt::format("{} without a telling name", shape_name(table.shape)), ""};
}

bool is_called_water(const LayerConfig& config) {
  auto names = config.id + " " + stem_of(config.source) + " " + config.where;
  for (const auto& [language, title] : config.title)
    names += " " + title;
  for (const auto& table : config.tables)
    names += " " + table;
  const SearchableName searchable(names);
  const auto has_any = [&](std::string_view words) {
    return std::ranges::any_of(alternatives(words),
                               [&](std::string_view word) { return searchable.has(word); });
  };
  return config.kind == Kind::reference && has_any(water_words) && !has_any(not_water_words);
}

std::map<std::string, std::string> guess_fields(Kind kind,
                                                const std::vector<std::string>& attributes) {
  std::map<std::string, std::string> fields;
  const auto by_name = by_snake_name(attributes);
  for (const auto& role : role_names) {
    if (!role.kinds.empty() && role.kinds.find(kind_name(kind)) == std::string_view::npos)
      continue;
    if (auto attribute = attribute_for(role, attributes, by_name); !attribute.empty())
      fields.emplace(role.role, std::move(attribute));
  }
  return fields;
}

} // namespace layers
