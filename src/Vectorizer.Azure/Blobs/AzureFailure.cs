using System.Globalization;
using Azure;
using Azure.Storage.Blobs.Models;

namespace Vectorizer.Azure.Blobs;

/// <summary>What an exception of the Azure client means, and what to do about it.</summary>
internal static class AzureFailure
{
    /// <summary>Whether an exception tells that the store refused or could not be reached.</summary>
    public static bool Is(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        RequestFailedException or AggregateException or IOException or HttpRequestException => true,

        // A time-out looks like a cancellation that nobody asked for.
        OperationCanceledException => !cancellationToken.IsCancellationRequested,

        // How the client tells that a downloaded body does not match its checksum.
        InvalidDataException => true,
        _ => false,
    };

    /// <summary>Whether the store answered, and has no such blob. A missing container is something else.</summary>
    public static bool IsMissing(Exception exception)
        => exception is RequestFailedException { Status: 404 } failed
            && failed.ErrorCode != BlobErrorCode.ContainerNotFound && failed.ErrorCode != BlobErrorCode.ContainerBeingDeleted;

    /// <summary>Whether a condition on the ETag was not met.</summary>
    public static bool IsConflict(RequestFailedException exception)
        => exception.Status == 412 || exception.ErrorCode == BlobErrorCode.BlobAlreadyExists;

    /// <summary>Why it failed, and what to do: two sentences.</summary>
    public static string Explain(Exception exception)
    {
        Exception root = exception;
        while (root is AggregateException && root.InnerException is { } inner)
        {
            root = inner;
        }

        if (root is not RequestFailedException { Status: > 0 } failed)
        {
            return $"{FirstLine(root)} Check that the account's endpoint in the connection string can be reached from this machine.";
        }

        string code = string.Create(CultureInfo.InvariantCulture, $"{failed.Status} {failed.ErrorCode}");
        return failed switch
        {
            { Status: 404 } when !IsMissing(failed) => $"The container does not exist ({code}). Create it, or restore it if it was deleted.",
            { Status: 404 } => $"There is no such blob ({code}). It was deleted, or never finished.",
            { Status: 401 or 403 } => $"Access was refused ({code}). Check the key or the signature in the connection string and its rights.",
            { Status: 409 or 412 } => $"The blob was changed meanwhile, or is leased ({code}). See that nobody else writes to this container.",
            { Status: 429 or 503 } => $"The account is busy ({code}). Try again later, or raise its limits.",
            { Status: >= 500 } => $"Azure failed ({code}). Try again later; its status page may tell more.",
            _ when failed.ErrorCode == BlobErrorCode.Md5Mismatch => $"The bytes were changed on their way ({code}). Try again; check the network when it happens often.",
            _ => $"Azure refused ({code}): {FirstLine(failed)} Check the account and its settings.",
        };
    }

    private static string FirstLine(Exception exception)
    {
        string line = exception.Message.Split('\n')[0].Trim();
        return line.EndsWith('.') ? line : line + ".";
    }
}
