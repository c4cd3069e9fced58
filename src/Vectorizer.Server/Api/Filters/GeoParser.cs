using System.Collections.Immutable;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Server.Api.Json;

namespace Vectorizer.Server.Api.Filters;

/// <summary>Reads areas on the earth.</summary>
internal static class GeoParser
{
    private const int Lon = 0;
    private const int TopLeft = 0;
    private const int Center = 0;
    private const int Exterior = 0;

    private static readonly MemberNames s_place = new("lon", "lat");
    private static readonly MemberNames s_box = new("top_left", "bottom_right");
    private static readonly MemberNames s_circle = new("center", "radius");
    private static readonly MemberNames s_polygon = new("exterior", "interiors");
    private static readonly MemberNames s_ring = new("points");

    /// <summary><c>{"top_left":{…},"bottom_right":{…}}</c>, its key still to come; null after a refusal.</summary>
    public static Func<string, Condition>? ReadBox(ref StrictJsonReader json)
    {
        if (!json.EnterObject(s_box, out ObjectScope scope))
        {
            return null;
        }

        GeoPoint? topLeft = null;
        GeoPoint? bottomRight = null;
        while (json.NextMember(ref scope, out int member))
        {
            ref GeoPoint? corner = ref (member == TopLeft ? ref topLeft : ref bottomRight);
            corner = ReadPlace(ref json);
        }

        if (!RequireAll(ref json, scope, 2) || topLeft is not { } north || bottomRight is not { } south)
        {
            return null;
        }

        if (FilterRules.RefuseBox(north, south) is { } refusal)
        {
            json.Refuse("bottom_right", refusal);
            return null;
        }

        return key => new GeoBoxCondition(key, north, south);
    }

    /// <summary><c>{"center":{…},"radius":…}</c>, its key still to come; null after a refusal.</summary>
    public static Func<string, Condition>? ReadRadius(ref StrictJsonReader json)
    {
        if (!json.EnterObject(s_circle, out ObjectScope scope))
        {
            return null;
        }

        GeoPoint? center = null;
        double? radius = null;
        while (json.NextMember(ref scope, out int member))
        {
            if (member == Center)
            {
                center = ReadPlace(ref json);
            }
            else
            {
                radius = json.ReadDouble();
            }
        }

        if (!RequireAll(ref json, scope, 2) || center is not { } from || radius is not { } meters)
        {
            return null;
        }

        if (FilterRules.RefuseDistance(meters) is { } refusal)
        {
            json.Refuse("radius", refusal);
            return null;
        }

        return key => new GeoRadiusCondition(key, from, meters);
    }

    /// <summary><c>{"exterior":{"points":[…]},"interiors":[…]}</c>, its key still to come; null after a refusal.</summary>
    /// <param name="json">Stands on the object.</param>
    /// <param name="corners">Corners of all rings.</param>
    public static Func<string, Condition>? ReadPolygon(ref StrictJsonReader json, out int corners)
    {
        corners = 0;
        if (!json.EnterObject(s_polygon, out ObjectScope scope))
        {
            return null;
        }

        GeoRing? exterior = null;
        ImmutableArray<GeoRing> interiors = [];
        while (json.NextMember(ref scope, out int member))
        {
            if (member == Exterior)
            {
                exterior = ReadRing(ref json, ref corners);
            }
            else if (!json.IsNull)
            {
                interiors = ReadRings(ref json, ref corners);
            }
        }

        if (!RequireAll(ref json, scope, 1))
        {
            return null;
        }

        if (FilterRules.RefuseAllCorners(corners) is { } refusal)
        {
            json.Refuse(refusal);
            return null;
        }

        return exterior is null ? null : key => new GeoPolygonCondition(key, exterior, interiors);
    }

    private static ImmutableArray<GeoRing> ReadRings(ref StrictJsonReader json, ref int corners)
    {
        ImmutableArray<GeoRing>.Builder rings = ImmutableArray.CreateBuilder<GeoRing>();
        if (json.EnterArray("an array of rings"))
        {
            while (json.NextElement(out _))
            {
                if (ReadRing(ref json, ref corners) is { } ring)
                {
                    rings.Add(ring);
                }
            }
        }

        return rings.DrainToImmutable();
    }

    private static GeoRing? ReadRing(ref StrictJsonReader json, ref int corners)
    {
        if (!json.EnterObject(s_ring, out ObjectScope scope))
        {
            return null;
        }

        ImmutableArray<GeoPoint>.Builder points = ImmutableArray.CreateBuilder<GeoPoint>();
        while (json.NextMember(ref scope, out _))
        {
            ReadCorners(ref json, points, ref corners);
        }

        return RequireAll(ref json, scope, 1) ? new GeoRing(points.DrainToImmutable()) : null;
    }

    private static void ReadCorners(ref StrictJsonReader json, ImmutableArray<GeoPoint>.Builder points, ref int corners)
    {
        if (!json.EnterArray("an array of places"))
        {
            return;
        }

        int count = 0;
        while (json.NextElement(out int index))
        {
            count = index + 1;
            if (++corners > FilterRules.MaxCorners)
            {
                json.Skip();
            }
            else if (ReadPlace(ref json) is { } place)
            {
                points.Add(place);
            }
        }

        if (FilterRules.RefuseCorners(count) is { } refusal)
        {
            json.Refuse(refusal);
        }
    }

    private static GeoPoint? ReadPlace(ref StrictJsonReader json)
    {
        if (!json.EnterObject(s_place, out ObjectScope scope))
        {
            return null;
        }

        double? lon = null;
        double? lat = null;
        while (json.NextMember(ref scope, out int member))
        {
            ref double? coordinate = ref (member == Lon ? ref lon : ref lat);
            coordinate = json.ReadDouble();
        }

        if (!RequireAll(ref json, scope, 2) || lon is not { } x || lat is not { } y)
        {
            return null;
        }

        GeoPoint place = new(x, y);
        if (FilterRules.RefusePlace(place) is { } refusal)
        {
            json.Refuse(refusal);
            return null;
        }

        return place;
    }

    /// <summary>Refuses each of the first members that is missing.</summary>
    private static bool RequireAll(ref StrictJsonReader json, ObjectScope scope, int members)
    {
        bool all = true;
        for (int member = 0; member < members; member++)
        {
            if (!scope.Has(member))
            {
                json.Refuse(scope.Names[member], "is missing");
                all = false;
            }
        }

        return all;
    }
}
