using System.Runtime.InteropServices;
using System.Text;

namespace Vectorizer.Server.Tests.Api;

/// <summary>Writes binary bodies as they are documented, independently of the code that reads them.</summary>
internal static class BinaryBodies
{
    public const string PointsType = "application/vnd.vectorizer.points";
    public const string QueryType = "application/vnd.vectorizer.query";

    public static byte[] Points(
        (string Id, string? Payload, float[] Vector)[] points,
        string field = "",
        uint? count = null,
        uint? dimension = null,
        string magic = "VPB1",
        ushort reserved = 0)
    {
        using MemoryStream body = new();
        using BinaryWriter writer = new(body);
        byte[] name = Encoding.UTF8.GetBytes(field);
        writer.Write(Encoding.ASCII.GetBytes(magic));
        writer.Write(count ?? (uint)points.Length);
        writer.Write(dimension ?? (uint)points[0].Vector.Length);
        writer.Write((ushort)name.Length);
        writer.Write(reserved);
        writer.Write(name);
        foreach ((string id, _, _) in points)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(id);
            writer.Write((ushort)bytes.Length);
            writer.Write(bytes);
        }

        foreach ((_, string? payload, _) in points)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(payload ?? "");
            writer.Write((uint)bytes.Length);
            writer.Write(bytes);
        }

        Pad(writer);
        foreach ((_, _, float[] vector) in points)
        {
            writer.Write(MemoryMarshal.AsBytes(vector.AsSpan()));
        }

        writer.Flush();
        return body.ToArray();
    }

    public static byte[] Queries(
        float[][] vectors,
        string field = "",
        ushort flags = 2,
        uint limit = 10,
        uint ef = 0,
        uint? count = null,
        uint? dimension = null,
        string magic = "VQB1")
    {
        using MemoryStream body = new();
        using BinaryWriter writer = new(body);
        byte[] name = Encoding.UTF8.GetBytes(field);
        writer.Write(Encoding.ASCII.GetBytes(magic));
        writer.Write(count ?? (uint)vectors.Length);
        writer.Write(dimension ?? (uint)vectors[0].Length);
        writer.Write((ushort)name.Length);
        writer.Write(flags);
        writer.Write(limit);
        writer.Write(ef);
        writer.Write(name);
        Pad(writer);
        foreach (float[] vector in vectors)
        {
            writer.Write(MemoryMarshal.AsBytes(vector.AsSpan()));
        }

        writer.Flush();
        return body.ToArray();
    }

    private static void Pad(BinaryWriter writer)
    {
        writer.Flush();
        while (writer.BaseStream.Position % 4 != 0)
        {
            writer.Write((byte)0);
        }
    }
}
