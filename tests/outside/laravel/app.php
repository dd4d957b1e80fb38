<?php

// The documented routes of Plannr on the real Laravel: rules, resources, pages, throttle, token and account header. The
// facts are those of openapi/; everything else is the framework's default. `compare.py` runs it:
//
//   php app.php < seed.json                  writes the database, STATE/database.sqlite
//   php -S 127.0.0.1:8000 app.php            serves it; QUOTA requests in WINDOW seconds are allowed
//
// Debian's packages php-laravel-framework (8.83), php-cli and php-sqlite3 have all that it needs.

namespace App\Models; // the usual place of models, whose names a 404 shows

use Illuminate\Auth\Access\AuthorizationException;
use Illuminate\Auth\Middleware\Authenticate;
use Illuminate\Cache\RateLimiting\Limit;
use Illuminate\Contracts\Debug\ExceptionHandler;
use Illuminate\Contracts\Http\Kernel as HttpKernel;
use Illuminate\Database\Eloquent\Model;
use Illuminate\Foundation\Application;
use Illuminate\Foundation\Auth\User as FrameworkUser;
use Illuminate\Foundation\Bootstrap\BootProviders;
use Illuminate\Foundation\Bootstrap\HandleExceptions;
use Illuminate\Foundation\Exceptions\Handler;
use Illuminate\Foundation\Http\FormRequest;
use Illuminate\Foundation\Http\Kernel as FrameworkKernel;
use Illuminate\Foundation\Http\Middleware\ConvertEmptyStringsToNull;
use Illuminate\Foundation\Http\Middleware\TrimStrings;
use Illuminate\Foundation\Http\Middleware\ValidatePostSize;
use Illuminate\Http\Request;
use Illuminate\Http\Resources\Json\JsonResource;
use Illuminate\Routing\Middleware\SubstituteBindings;
use Illuminate\Routing\Middleware\ThrottleRequests;
use Illuminate\Support\Arr;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Facade;
use Illuminate\Support\Facades\Lang;
use Illuminate\Support\Facades\RateLimiter;
use Illuminate\Support\Facades\Route;
use Illuminate\Support\Str;
use Illuminate\Validation\Rule;

require 'Illuminate/autoload.php';

const PROVIDERS = [
    \Illuminate\Auth\AuthServiceProvider::class,
    \Illuminate\Cache\CacheServiceProvider::class,
    \Illuminate\Database\DatabaseServiceProvider::class,
    \Illuminate\Filesystem\FilesystemServiceProvider::class,
    \Illuminate\Foundation\Providers\FoundationServiceProvider::class,
    \Illuminate\Hashing\HashServiceProvider::class,
    \Illuminate\Pagination\PaginationServiceProvider::class,
    \Illuminate\Session\SessionServiceProvider::class,
    \Illuminate\Translation\TranslationServiceProvider::class,
    \Illuminate\Validation\ValidationServiceProvider::class,
    \Illuminate\View\ViewServiceProvider::class,
];

// The framework has no texts before version 10: an application brings its own.
const TEXTS = [
    'pagination.next' => 'Next &raquo;',
    'pagination.previous' => '&laquo; Previous',
    'validation.array' => 'The :attribute field must be an array.',
    'validation.boolean' => 'The :attribute field must be true or false.',
    'validation.email' => 'The :attribute field must be a valid email address.',
    'validation.exists' => 'The selected :attribute is invalid.',
    'validation.in' => 'The selected :attribute is invalid.',
    'validation.integer' => 'The :attribute field must be an integer.',
    'validation.max.numeric' => 'The :attribute field must not be greater than :max.',
    'validation.max.string' => 'The :attribute field must not be greater than :max characters.',
    'validation.required' => 'The :attribute field is required.',
    'validation.string' => 'The :attribute field must be a string.',
    'validation.uuid' => 'The :attribute field must be a valid UUID.',
];

const SCHEMA = '
    create table users (id integer primary key, api_token text, logins text);
    create table accounts (id integer primary key, uuid text collate nocase, type text, fields text);
    create table contact_details (
        id integer primary key, uuid text collate nocase, created_at text, updated_at text, type text,
        name text collate nocase, value text collate nocase
    );
    create table owners (contact_detail_id integer, account_id integer);
    create table primaries (contact_detail_id integer, account_id integer);
';

// ---- Models and resources ----

class User extends FrameworkUser
{
    public $timestamps = false;
    protected $casts = ['logins' => 'array'];
}

class Account extends Model
{
    public $timestamps = false;
    protected $casts = ['fields' => 'array'];
    const SLIM = ['uuid', 'created_at', 'updated_at', 'type', 'role', 'first_name', 'last_name', 'name', 'email',
        'photo_url', 'external_references'];

    public function primaries()
    {
        return $this->belongsToMany(ContactDetail::class, 'primaries');
    }
}

class ContactDetail extends Model
{
    protected $guarded = [];
    protected $dateFormat = 'Y-m-d H:i:s.u';

    public function accounts()
    {
        return $this->belongsToMany(Account::class, 'owners');
    }

    public function primaryAccounts()
    {
        return $this->belongsToMany(Account::class, 'primaries');
    }
}

class ContactDetailResource extends JsonResource
{
    public function toArray($request)
    {
        return [
            'uuid' => $this->uuid,
            'created_at' => $this->created_at->toIso8601String(),
            'updated_at' => $this->updated_at->toIso8601String(),
            'type' => $this->type,
            'name' => $this->name,
            'value' => $this->value,
            'phone_number_meta' => $this->when($this->type === 'phone_number', fn () => Phone::meta($this->value)),
            'accounts' => AccountResource::collection($this->whenLoaded('accounts')),
            'primary_accounts' => AccountResource::collection($this->whenLoaded('primaryAccounts')),
        ];
    }
}

/** Has few fields in a list, as documented, and all of them elsewhere. */
class AccountResource extends JsonResource
{
    public function toArray($request)
    {
        $primary = fn ($type) => ($first = $this->primaries()->firstWhere('type', $type))
            ? new ContactDetailResource($first)
            : null;
        $all = ['primary_email' => $primary('email'), 'primary_phone_number' => $primary('phone_number')];
        $all += $this->fields;
        $included = explode(',', $request->query('include'));
        $isList = $request->isMethod('GET') && ! $request->route('account');
        // A list of accounts has none of its relations unless they are included.
        $slim = $request->is('api/v1/*') ? array_diff(Account::SLIM, Accounts::INCLUDES) : Account::SLIM;
        return $isList ? Arr::only($all, [...$slim, ...$included]) : $all;
    }
}

/** Stands in for libphonenumber, which Debian does not have for PHP. Knows enough for the requests of requests.json. */
class Phone
{
    const CODES = ['GB' => '44', 'AU' => '61'];
    const TEXT = 'Please give a valid phone number; one without a country is taken to be in GB.';

    /** Returns the international form, or null. */
    public static function read($number, $country = 'GB')
    {
        $digits = is_string($number) ? preg_replace('/[ ().-]/', '', $number) : '';
        $digits = preg_replace('/^0/', '+'.(self::CODES[$country] ?? ''), $digits);
        $digits = preg_replace('/^\+440/', '+44', $digits);
        return preg_match('/^\+(44[1-9]\d{9}|61[1-9]\d{8})$/', $digits) ? $digits : null;
    }

    public static function meta($value)
    {
        $country = array_search(substr($value, 1, 2), self::CODES);
        return ['country' => $country, 'formatted' => '0'.substr($value, 3)];
    }
}

// ---- Requests and controllers ----

/** The body of a create, and of an update, which has neither a type nor `is_primary`. */
class SaveContactDetail extends FormRequest
{
    public function rules()
    {
        $updated = $this->route('contactDetail');
        $type = $updated ? $updated->type : $this->input('type');
        $clients = ['uuid', Rule::exists('accounts', 'uuid'), function ($attribute, $uuid, $fail) {
            if (Account::where('uuid', $uuid)->where('type', '!=', 'client')->exists()) {
                $fail('The account must be a client account.');
            }
        }];
        $rules = [
            'type' => ['required', 'in:email,phone_number'],
            'name' => ['required', 'string', 'max:255'],
            'value' => ['required', 'bail'],
            'account_uuids' => ['required', 'array'],
            'account_uuids.*' => ['bail', ...$clients],
            'is_primary' => ['boolean'],
            'primary_account_uuids' => ['array'],
            'primary_account_uuids.*' => ['bail', ...$clients],
        ];
        if ($type === 'email') {
            array_push($rules['value'], 'string', 'email');
        } elseif ($type === 'phone_number' && is_array($value = $this->input('value')) && $value) {
            $country = $value['country'] ?? null;
            $rules['value.country'] = ['required', 'in:'.implode(',', array_keys(Phone::CODES))];
            $rules['value.number'] = ['required', ...isset(Phone::CODES[$country]) ? [$this->phone($country)] : []];
        } elseif ($type === 'phone_number') {
            $rules['value'][] = $this->phone();
        }
        return $updated ? Arr::except($rules, ['type', 'is_primary']) : $rules;
    }

    private function phone(...$country)
    {
        return fn ($attribute, $number, $fail) => Phone::read($number, ...$country) ?: $fail(Phone::TEXT);
    }

    /** Stores the content, the owners, and the accounts for whom it is the primary one of its type. */
    public function save(ContactDetail $detail)
    {
        $body = $this->validated();
        $value = $this->input('value');
        $phone = is_array($value) ? Phone::read($value['number'], $value['country']) : Phone::read($value);
        $detail->fill(Arr::only($body, ['type', 'name']))->fill(['value' => $phone ?? $value])->save();
        $ids = fn ($uuids) => Account::whereIn('uuid', $uuids)->pluck('id');
        $detail->accounts()->sync($owners = $ids($body['account_uuids']));
        if ($body['is_primary'] ?? false) {
            $primary = $owners->merge($ids($body['primary_account_uuids'] ?? []));
        } elseif (isset($body['primary_account_uuids'])) {
            $primary = $ids($body['primary_account_uuids']);
        } else {
            $primary = $detail->primaryAccounts()->pluck('accounts.id')->intersect($owners);
        }
        $same = ContactDetail::where('type', $detail->type)->pluck('id');
        DB::table('primaries')->whereIn('account_id', $primary)->whereIn('contact_detail_id', $same)->delete();
        $detail->primaryAccounts()->sync($primary->unique());
        return new ContactDetailResource($detail->load('accounts'));
    }
}

class ContactDetails
{
    const SORTS = ['created_at', 'updated_at', 'name', 'value'];

    public function list(Request $request)
    {
        $related = ['accounts' => 'accounts', 'primary_accounts' => 'primaryAccounts'];
        $query = Query::sorted(ContactDetail::query(), $request, self::SORTS, 'created_at');
        $owners = fn ($condition) => $query->whereHas('accounts', $condition);
        foreach (Query::filters($request) as $filter => $values) {
            match ($filter) {
                'uuid', 'type' => $query->whereIn($filter, $values),
                'account_uuids' => $owners(fn ($owners) => $owners->whereIn('uuid', $values)),
                'circle_uuids' => $owners(fn ($owners) => Query::part($owners, 'fields->circles', $values)),
                'value' => Query::part($query, 'value', $values),
            };
        }
        foreach (Query::included($request, array_keys($related)) as $relation) {
            $query->with($related[$relation]);
        }
        return ContactDetailResource::collection($query->paginate((int) $request->query('per_page')));
    }

    public function create(SaveContactDetail $request)
    {
        return $request->save(new ContactDetail(['uuid' => Str::uuid()]));
    }

    public function update(SaveContactDetail $request, ContactDetail $contactDetail)
    {
        return $request->save($contactDetail);
    }
}

class Accounts
{
    const INCLUDES = ['primary_phone_number', 'primary_email', 'primary_address', 'assigned_adviser',
        'assigned_administrator', 'assigned_paraplanner', 'groups', 'tags', 'owners', 'custom_fields',
        'external_references', 'charge_split_schema'];
    const SORTS = ['created_at', 'updated_at', 'first_name', 'last_name', 'email', 'next_review_date',
        'previous_review_date', 'anniversary_review_date'];

    public function list(Request $request)
    {
        $query = Query::sorted(Account::query(), $request, self::SORTS, 'first_name', 'fields->');
        $primary = fn ($type, $values) => $query->whereHas('primaries', function ($details) use ($type, $values) {
            Query::part($details->where('type', $type), 'value', $values);
        });
        foreach (Query::filters($request) as $filter => $values) {
            match ($filter) {
                'type', 'role' => $query->whereIn("fields->$filter", $values),
                'name' => Query::part($query, 'fields->name', [implode(',', $values)]),
                'primary_email', 'email' => $primary('email', $values),
                'primary_phone_number' => $primary('phone_number', $values),
                // Whole days: `~` follows the T of a time.
                'created_after' => $query->where('fields->created_at', '>', $values[0].'~'),
                'created_before' => $query->where('fields->created_at', '<', $values[0]),
                default => null, // of attributes that no account has
            };
        }
        Query::included($request, self::INCLUDES);
        return AccountResource::collection($query->paginate((int) $request->query('per_page')));
    }

    public function show(Account $account)
    {
        return new AccountResource($account);
    }

    /** The logins of the user; not paginated. */
    public function logins(Request $request)
    {
        return ['data' => $request->user()->logins];
    }
}

/** Reads lists' queries in the form of spatie/laravel-query-builder, which Debian does not have. */
class Query
{
    public static function filters(Request $request)
    {
        $request->validate(['per_page' => ['nullable', 'integer', 'max:500']]);
        return array_map(fn ($text) => explode(',', $text), array_filter((array) $request->query('filter')));
    }

    public static function included(Request $request, array $allowed)
    {
        $names = array_filter(explode(',', $request->query('include')));
        abort_if(array_diff($names, $allowed), 400, 'Requested include(s) are not allowed.');
        return $names;
    }

    public static function sorted($query, Request $request, array $allowed, string $default, string $prefix = '')
    {
        $sort = $request->query('sort') ?? $default;
        $field = ltrim($sort, '-');
        abort_unless(in_array($field, $allowed), 400, 'Requested sort(s) are not allowed.');
        return $query->orderBy($prefix.$field, $sort === $field ? 'asc' : 'desc')->orderBy('id');
    }

    public static function part($query, string $column, array $parts)
    {
        $query->where(function ($query) use ($column, $parts) {
            foreach ($parts as $part) {
                $query->orWhere($column, 'like', "%$part%");
            }
        });
    }
}

// ---- The application ----

/** An account header must name an employee's account. */
class RequireAccount
{
    public function handle(Request $request, $next)
    {
        $accounts = Account::where('uuid', $request->header('X-PLANNR-ACCOUNT-UUID'))->where('type', 'employee');
        throw_unless($accounts->exists(), AuthorizationException::class);
        return $next($request);
    }
}

class Kernel extends FrameworkKernel
{
    protected $bootstrappers = [Setup::class, HandleExceptions::class, BootProviders::class];
    protected $middleware = [ValidatePostSize::class, TrimStrings::class, ConvertEmptyStringsToNull::class];
    protected $routeMiddleware = ['auth' => Authenticate::class, 'throttle' => ThrottleRequests::class];
}

/** Takes the place of the configuration files and route files of an application. */
class Setup
{
    public function bootstrap(Application $app)
    {
        $app->instance('config', new \Illuminate\Config\Repository([
            'app' => ['debug' => false, 'locale' => 'en', 'fallback_locale' => 'en'],
            'auth' => [
                'defaults' => ['guard' => 'api'],
                'guards' => ['api' => ['driver' => 'token', 'provider' => 'users']],
                'providers' => ['users' => ['driver' => 'eloquent', 'model' => User::class]],
            ],
            'cache' => ['default' => 'file', 'stores' => [
                'file' => ['driver' => 'file', 'path' => getenv('STATE').'/cache'],
            ]],
            'database' => ['default' => 'file', 'connections' => [
                'file' => ['driver' => 'sqlite', 'database' => getenv('STATE').'/database.sqlite', 'prefix' => ''],
            ]],
            'logging' => ['default' => 'log', 'channels' => ['log' => ['driver' => 'errorlog', 'level' => 'error']]],
            'session' => ['driver' => 'array'],
            'view' => ['paths' => [], 'compiled' => getenv('STATE')],
        ]));
        $app->detectEnvironment(fn () => 'production');
        date_default_timezone_set('Europe/London');
        Facade::setFacadeApplication($app);
        foreach (PROVIDERS as $provider) {
            $app->register($provider);
        }
        $app->booted(function () {
            Lang::addLines(TEXTS, 'en');
            JsonResource::withoutWrapping();
            RateLimiter::for('api', fn (Request $request) => tap(
                Limit::perMinute((int) getenv('QUOTA'))->by($request->user()->id),
                fn ($limit) => $limit->decayMinutes = getenv('WINDOW') / 60,
            ));
            $everywhere = ['auth', 'throttle:api', SubstituteBindings::class];
            Route::get('api/v1/logins', [Accounts::class, 'logins'])->middleware($everywhere);
            $forAccount = ['auth', 'throttle:api', RequireAccount::class, SubstituteBindings::class];
            Route::prefix('api')->middleware($forAccount)->group(function () {
                Route::get('v1/account', [Accounts::class, 'list']);
                Route::get('v1/account/{account:uuid}', [Accounts::class, 'show']);
                Route::get('v2/contact-details', [ContactDetails::class, 'list']);
                Route::post('v2/contact-details', [ContactDetails::class, 'create']);
                Route::put('v2/contact-details/{contactDetail:uuid}', [ContactDetails::class, 'update']);
            });
        });
    }
}

$app = new Application(getenv('STATE'));
$app->singleton(HttpKernel::class, Kernel::class);
$app->singleton(ExceptionHandler::class, Handler::class);
$kernel = $app->make(HttpKernel::class);

if (PHP_SAPI === 'cli') {
    $kernel->bootstrap();
    $seed = json_decode(stream_get_contents(STDIN), true);
    DB::unprepared(SCHEMA);
    DB::table('users')->insert(['api_token' => $seed['token'], 'logins' => json_encode($seed['logins'])]);
    foreach ($seed['accounts'] as $account) {
        DB::table('accounts')->insert(['fields' => json_encode($account)] + Arr::only($account, ['uuid', 'type']));
    }
    exit;
}
$response = $kernel->handle($request = Request::capture());
$response->send();
$kernel->terminate($request, $response);
