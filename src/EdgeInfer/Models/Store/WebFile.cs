using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace EdgeInfer.Models;

/// <summary>Asks a web server for a file, or for the rest of one, and goes where it is sent.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class WebFile(HttpClient client, Uri address)
{
    private const int MaxRedirects = 10;

    private static readonly Lazy<HttpClient> Own = new(static () => new HttpClient(new SocketsHttpHandler
    {
        // Followed here, so that each can be checked.
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    { Timeout = Timeout.InfiniteTimeSpan });

    private static readonly ProductInfoHeaderValue Agent = new("EdgeInfer", typeof(WebFile).Assembly.GetName().Version!.ToString(3));

    public static HttpClient OwnClient => Own.Value;

    public Uri Address => address;

    /// <param name="from">The first byte wanted.</param>
    /// <param name="validator">Where that is not 0: what the file was when its beginning came; the server gives all of it where it is another one now.</param>
    /// <param name="cancellationToken">Ends the wait for the headers.</param>
    /// <returns>The answer's headers: 200, 206, or 416 where the rest was asked for.</returns>
    /// <exception cref="DownloadFault">Another answer.</exception>
    /// <exception cref="HttpRequestException">There is no answer.</exception>
    public async Task<HttpResponseMessage> GetAsync(long from, string? validator, CancellationToken cancellationToken)
    {
        Uri next = address;
        for (int hop = 0; hop <= MaxRedirects; hop++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, next);
            request.Headers.UserAgent.Add(Agent);
            request.Headers.AcceptEncoding.ParseAdd("identity");
            if (from > 0)
            {
                request.Headers.Range = new RangeHeaderValue(from, null);
                request.Headers.TryAddWithoutValidation("If-Range", validator);
            }

            HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            try
            {
                // The caller's client may have followed redirects already.
                Uri answered = response.RequestMessage?.RequestUri ?? next;
                RequireSafe(answered);
                if (response.StatusCode is HttpStatusCode.OK || (from > 0 && response.StatusCode is HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable)) return response;
                next = IsRedirect(response.StatusCode) ? Target(answered, response.Headers.Location) : throw Fault(response);
            }
            catch
            {
                response.Dispose();
                throw;
            }

            response.Dispose();
        }

        throw new DownloadFault(ModelDownloadFailure.Refused, $"more than {MaxRedirects} redirects, the last one to {next}");
    }

    /// <summary>A strong entity tag, else the time of the last change, as the answer has it; null where there is neither.</summary>
    public static string? ValidatorOf(HttpResponseMessage response)
    {
        if (response.Headers.ETag is { IsWeak: false } tag) return tag.ToString();
        return response.Content.Headers.LastModified?.ToString("r", CultureInfo.InvariantCulture);
    }

    private static bool IsRedirect(HttpStatusCode status) =>
        status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private Uri Target(Uri answered, Uri? location)
    {
        if (location is null) throw new DownloadFault(ModelDownloadFailure.Refused, "a redirect that does not say where to");
        var target = new Uri(answered, location);
        RequireSafe(target);
        return target;
    }

    /// <summary>What is asked for over https must not come in the clear, and nothing from anywhere but a web server.</summary>
    private void RequireSafe(Uri target)
    {
        if (target.Scheme != Uri.UriSchemeHttps && (target.Scheme != Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps))
            throw new DownloadFault(ModelDownloadFailure.Refused, $"a redirect to {target}, expected one to https");
    }

    private static DownloadFault Fault(HttpResponseMessage response)
    {
        int status = (int)response.StatusCode;
        string reason = $"{status} {response.ReasonPhrase}".TrimEnd();
        if (status is 408 or 425 or 429 or >= 500)
        {
            RetryConditionHeaderValue? retry = response.Headers.RetryAfter;
            return new DownloadFault(ModelDownloadFailure.Unreachable, $"the server answers {reason}", mayPass: true)
            {
                RetryAfter = retry?.Delta ?? (retry?.Date is { } date ? date - TimeProvider.System.GetUtcNow() : null),
            };
        }

        return new DownloadFault(ModelDownloadFailure.Refused, $"the server answers {reason}");
    }
}
