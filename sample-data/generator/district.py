"""All layers of the district, in metres."""

from . import hazards, incidents, landuse, names, roads, stations, town, wards


def layers():
    planar_map = town.draw()
    ward_list = wards.describe(planar_map)
    network = roads.segments(planar_map, ward_list)
    flood, landslide = hazards.floods(), hazards.landslides()
    return {
        "water": landuse.water(),
        "landuse": landuse.land(planar_map),
        "wards": [_ward(planar_map, ward) for ward in ward_list],
        "flood": flood,
        "landslide": landslide,
        "chemical": hazards.chemical(),
        "fire_risk": hazards.old_quarter_fire(planar_map),
        "roads": network,
        "hydrants": stations.hydrants(network, ward_list),
        "stations": stations.stations(network, ward_list),
        "incidents": incidents.incidents(network, ward_list, flood, landslide),
    }


def _ward(planar_map, ward):
    return {
        "polygon": ward["rings"],
        "properties": {
            "ward_no": ward["number"] + 1,
            "name_vi": f"Phường {ward['name']}",
            "name_en": f"{names.plain(ward['name'])} Ward",
            "population": ward["population"],
            "area_km2": round(sum(map(planar_map.area, ward["faces"])) / 1e6, 3),
        },
    }
