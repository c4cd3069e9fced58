using System.Text.Json;

namespace Vectorizer.Engine.Filters;

/// <summary>A place on the earth.</summary>
/// <param name="Lon">Longitude in degrees, −180..180.</param>
/// <param name="Lat">Latitude in degrees, −90..90.</param>
public readonly record struct Place(double Lon, double Lat)
{
    // Mean radius of the earth (IUGG), 2 a + b over 3 of WGS 84.
    private const double EarthRadius = 6_371_008.8;

    /// <summary>Reads an object with the numbers 'lon' and 'lat'. Of a name that is there twice the last counts.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, out Place place)
    {
        double? lon = null;
        double? lat = null;
        Utf8JsonReader reader = new(json);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            bool isLon = reader.ValueTextEquals("lon"u8);
            bool isLat = !isLon && reader.ValueTextEquals("lat"u8);
            reader.Read();
            if (isLon)
            {
                lon = NumberAt(ref reader);
            }
            else if (isLat)
            {
                lat = NumberAt(ref reader);
            }

            reader.Skip();
        }

        place = new Place(lon ?? double.NaN, lat ?? double.NaN);
        return place.Lon is >= -180 and <= 180 && place.Lat is >= -90 and <= 90;
    }

    /// <summary>Meters to another place on a sphere (haversine).</summary>
    public double MetersTo(Place other)
    {
        double north = Math.Sin(double.DegreesToRadians(other.Lat - Lat) / 2);
        double east = Math.Sin(double.DegreesToRadians(other.Lon - Lon) / 2);
        double chord = (north * north)
            + (Math.Cos(double.DegreesToRadians(Lat)) * Math.Cos(double.DegreesToRadians(other.Lat)) * east * east);
        return 2 * EarthRadius * Math.Asin(Math.Min(1, Math.Sqrt(chord)));
    }

    private static double? NumberAt(ref Utf8JsonReader reader)
        => reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out double number) ? number : null;
}
