using System.Numerics;
using Vectorizer.Engine.Filters;

namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>The cells of places, and the runs of cells that cover a box.</summary>
internal static class GeoCells
{
    private const double Steps = uint.MaxValue;

    // A box is covered by cells of about a quarter of its sides, so by a few dozen at most.
    private const int CellsOfSide = 4;
    private const int Bits = 32;

    /// <summary>The cell of a place.</summary>
    public static ulong CellOf(Place place) => Interleave(LonStep(place.Lon), LatStep(place.Lat));

    /// <summary>
    /// Adds the runs of cells that cover a box between two meridians and two circles of latitude, which does not cross the antimeridian.
    /// </summary>
    public static void Cover(Place topLeft, Place bottomRight, List<(ulong First, ulong Last)> runs)
    {
        (uint west, uint east) = (LonStep(topLeft.Lon), LonStep(bottomRight.Lon));
        (uint south, uint north) = (LatStep(bottomRight.Lat), LatStep(topLeft.Lat));
        if (west > east || south > north)
        {
            return;
        }

        uint side = Math.Max(east - west, north - south);
        int smallest = Math.Max(0, BitOperations.Log2(Math.Max(1, side)) + 1 - BitOperations.Log2(CellsOfSide));
        Cover(0, 0, Bits, smallest, (west, east, south, north), runs);
    }

    private static void Cover(
        uint lon, uint lat, int bits, int smallest, (uint West, uint East, uint South, uint North) box, List<(ulong First, ulong Last)> runs)
    {
        // The square from (lon, lat) with sides of 2^bits steps.
        uint rest = bits == Bits ? uint.MaxValue : (1u << bits) - 1;
        if (lon > box.East || lon + rest < box.West || lat > box.North || lat + rest < box.South)
        {
            return;
        }

        bool isInside = lon >= box.West && lon + rest <= box.East && lat >= box.South && lat + rest <= box.North;
        if (isInside || bits <= smallest)
        {
            ulong first = Interleave(lon, lat);
            ulong last = Interleave(lon + rest, lat + rest);
            if (first > 0 && runs is [.., var former] && former.Last == first - 1)
            {
                runs[^1] = (former.First, last);
            }
            else
            {
                runs.Add((first, last));
            }

            return;
        }

        // In the order of their cells, so that neighbours become one run.
        uint half = 1u << (bits - 1);
        Cover(lon, lat, bits - 1, smallest, box, runs);
        Cover(lon + half, lat, bits - 1, smallest, box, runs);
        Cover(lon, lat + half, bits - 1, smallest, box, runs);
        Cover(lon + half, lat + half, bits - 1, smallest, box, runs);
    }

    // Both are monotonous, so that a place between two others has a step between theirs.
    private static uint LonStep(double lon) => (uint)Math.Clamp((lon + 180) / 360 * Steps, 0, Steps);

    private static uint LatStep(double lat) => (uint)Math.Clamp((lat + 90) / 180 * Steps, 0, Steps);

    private static ulong Interleave(uint lon, uint lat) => Spread(lon) | (Spread(lat) << 1);

    private static ulong Spread(uint value)
    {
        ulong bits = value;
        bits = (bits | (bits << 16)) & 0x0000FFFF0000FFFF;
        bits = (bits | (bits << 8)) & 0x00FF00FF00FF00FF;
        bits = (bits | (bits << 4)) & 0x0F0F0F0F0F0F0F0F;
        bits = (bits | (bits << 2)) & 0x3333333333333333;
        return (bits | (bits << 1)) & 0x5555555555555555;
    }
}
